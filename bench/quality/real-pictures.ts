import type { PromptStyle } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { openRecordCpu } from '../../src/gpu/segment-record.cpu.ts';
import { DEFAULT_TUNING } from '../../src/studio/defaults.ts';
import { fitTuning } from '../../src/studio/fit-tuning.ts';
import { classOverlap } from './class-overlap.ts';
import { IDS, type MeasuredRow } from './measured-row.ts';
import { captureScene } from './studio-engine.ts';
import { type TuningRow, tuningRows } from './tuning-rows.ts';
import { heldOutScenes, type WorldScene } from './world-scenes.ts';

const OTHER_STYLES: readonly PromptStyle[] = ['simple', 'caption', 'classes', 'simple+classes'];

/**
 * Table (r): masks for held-out real pictures against exact truth. Each picture is captured once per prompt style; all other
 * rows are tunings of the same record.
 */
export async function measureRealPictures(
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
): Promise<MeasuredRow[]> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const windowBins = suggested.renoiseTimesteps.length;
  const standard = defaultTuning(crossSides, selfSides, latentSize, windowBins);
  const shipped = fitTuning(DEFAULT_TUNING, { crossSides, selfSides, windowBins }).tuning;
  const rows = tuningRows(standard, shipped, crossSides, selfSides, windowBins);
  const measured = rows.map(({ group, name }): MeasuredRow => ({ group, name, overlaps: [] }));
  const plain = { group: 'prompt style', tuning: { ...standard, alpha: standard.beta } };
  const byStyle = new Map<PromptStyle, MeasuredRow>();
  for (const style of [...OTHER_STYLES, 'caption+classes'] as const) {
    byStyle.set(style, { group: plain.group, name: style, overlaps: [] });
  }
  let done = 0;
  for (const scene of heldOutScenes(count)) {
    for (const [style, row] of byStyle) {
      const record = await captureScene(model, scene, style);
      const segmenter = openRecordCpu(record, scene.picture);
      const overlap = ({ tuning }: Pick<TuningRow, 'tuning'>) => overlapOf(segmenter.segment(tuning).mask, scene);
      row.overlaps.push(overlap(plain));
      if (style !== 'caption+classes') continue;
      rows.forEach((one, index) => {
        measured[index]?.overlaps.push(overlap(one));
      });
    }
    onPicture(++done);
  }
  return [...measured, ...byStyle.values()];
}

const overlapOf = (mask: Uint8Array, scene: WorldScene) => classOverlap(mask, scene.truth, IDS);
