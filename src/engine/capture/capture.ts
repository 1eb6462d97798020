import type { FrameCut } from '../../core/attention/frame-cut.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { MapSide } from '../../core/grid-size.ts';
import type { TokenSpan } from '../../core/prompt/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { LiveHeatmaps } from '../../rpc/contract.ts';
import type { OrtTensor } from '../networks/ort-module.ts';

/** What one picture's capture needs to know. */
export interface CaptureRun {
  readonly steps: number;
  readonly latentSide: MapSide;
  /** Positions of the class prompt, padding included. */
  readonly positions: number;
  readonly spans: readonly TokenSpan[];
  readonly isClassToken: readonly boolean[];
  /** Power of A_S's probabilities before refinement; 1: as captured. */
  readonly selfPower: number;
}

/**
 * Collects one picture's attention (the capture): per self side one running A_S over all heads, sites and steps; per
 * cross side, part of the trajectory and softmax scope one running A_C.
 */
export interface AttentionCapture {
  /** The tap outputs to fetch from each UNet call. */
  readonly fetches: readonly string[];
  /** Adds one call's taps. The tensors may be disposed once it has settled. */
  add(taps: Record<string, OrtTensor>, stepIndex: number): Promise<void>;
  /**
   * Refined, normalised class maps from what has been added so far, A_S as captured.
   *
   * @param tuning names sides of the whole
   * @param cut the part of it that the maps are to show; missing: all
   */
  preview(tuning: TuningSettings, cut?: FrameCut): Promise<LiveHeatmaps>;
  /**
   * Checks what has been added so far: every row of A_S sums to 1.
   *
   * @throws StudioError `self-check-failed`, naming side and row
   */
  selfCheck(): Promise<void>;
  /**
   * Raises A_S to the run's power and refines all columns at every self side. The last call before `dispose`.
   *
   * @throws StudioError `self-check-failed` as `selfCheck`
   */
  finish(): Promise<AttentionRecord>;
  dispose(): void;
}
