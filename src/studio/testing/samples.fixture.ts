import { vi } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { GridSize } from '../../core/grid-size.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { PairMeta, StoredPicture } from '../../storage/types.ts';
import type { PhotoFile } from '../dependencies.ts';
import { DEFAULT_TUNING, defaultDraft } from '../settings/defaults.ts';

/** For tests: what goes through the studio, as small as it can be. `settle` lets promises run out under fake timers. */

export const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
export const failure = (code: Failure['code'], message = `failed: ${code}`): Failure => ({ code, message });

export const record = (selfSides = [32, 16], windowBins = 4): AttentionRecord => ({
  version: 1,
  classIds: [8, 9],
  positions: 32,
  windowBins,
  crossSides: [8, 16, 32],
  columns: [],
  stacks: selfSides.map((selfSide) => ({ selfSide, data: new Float32Array(1) })),
});

export const picture = (shade = 0): StoredPicture => ({
  width: 1,
  height: 1,
  rgba: new Uint8ClampedArray(4).fill(shade),
});

export function pairMeta(id: string, change: Partial<PairMeta> = {}): PairMeta {
  return {
    id,
    createdAt: `2026-01-01T00:00:00.${id}`,
    width: 1,
    height: 1,
    settings: { ...defaultDraft(VOC_20.id, 1), caption: `caption of ${id}`, classIds: [8] },
    tuning: DEFAULT_TUNING,
    provenance: {} as PairMeta['provenance'],
    review: 'unreviewed',
    presence: [],
    pixels: { background: 0, void: 0, classes: {} },
    places: {},
    ...change,
  };
}

export const photoFile = (fileName: string): PhotoFile => ({
  upload: { fileName, sha256: null },
  width: 4000,
  height: 3000,
  pairText: null,
  address: `blob:${fileName}`,
  readScaled: vi.fn(async (size: GridSize) => ({ ...picture(7), ...size, isDisturbed: false })),
  close: vi.fn(),
});
