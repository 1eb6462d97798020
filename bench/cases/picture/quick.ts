import type { GenerationSettings } from '../../../src/core/dataset/types.ts';
import { QUICK_SETTINGS } from '../../../src/core/weights/quick-settings.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import type { GenerateEvent } from '../../../src/rpc/contract.ts';
import { BUNDLED_SETTINGS } from '../../../src/studio/settings/defaults.ts';
import { openBenchEngine } from '../../peers/bundled-engine.ts';
import { studioPictureMs } from '../../peers/studio-picture.ts';
import { median } from '../../peers/timing.ts';

const RUNS = 7;

/**
 * A quick picture with its masks on WASM, as the studio makes it, against the same prompt in full; `ratio` = full time / quick time. The
 * parts are medians of their own: texts, drawing with its estimates, capture of the finished picture, decoding, refinement. The two
 * alternate, so that a busy moment meets both.
 */
export async function run(): Promise<Record<string, unknown>> {
  const { model } = await openBenchEngine(null);
  const { renoiseTimesteps } = model.info.suggested;
  const kinds = {
    full: BUNDLED_SETTINGS,
    quick: { ...BUNDLED_SETTINGS, ...QUICK_SETTINGS, quick: true, renoiseTimesteps },
  } as const;
  const times: Record<keyof typeof kinds, Parts[]> = { full: [], quick: [] };
  for (let round = 0; round <= RUNS; round++) {
    for (const kind of ['full', 'quick'] as const) {
      const parts = await timed(model, kinds[kind]);
      // The first opens the student and warms the runtime up.
      if (round > 0) times[kind].push(parts);
    }
  }
  const [full, quick] = [medians(times.full), medians(times.quick)];
  return { ratio: full.totalMs / quick.totalMs, full, quick };
}

interface Parts {
  readonly totalMs: number;
  readonly textsMs: number;
  readonly drawMs: number;
  readonly captureMs: number;
  readonly decodeMs: number;
  readonly refineMs: number;
}

async function timed(model: LoadedModel, settings: Partial<GenerationSettings> & { steps: number }): Promise<Parts> {
  const at: Partial<Record<GenerateEvent['kind'] | 'drawn', number>> = {};
  let steps = 0;
  const totalMs = await studioPictureMs(model, settings, ({ kind }) => {
    at[kind] ??= performance.now();
    if (kind === 'step' && ++steps === settings.steps) at.drawn = performance.now();
  });
  const endMs = performance.now();
  const { encoding = endMs, running = endMs, drawn = endMs, decoding = endMs, refining = endMs } = at;
  return {
    totalMs,
    textsMs: running - encoding,
    drawMs: drawn - running,
    captureMs: decoding - drawn,
    decodeMs: refining - decoding,
    refineMs: endMs - refining,
  };
}

function medians(runs: readonly Parts[]): Parts {
  const of = (key: keyof Parts) => Math.round(median(runs.map((parts) => parts[key])));
  return {
    totalMs: of('totalMs'),
    textsMs: of('textsMs'),
    drawMs: of('drawMs'),
    captureMs: of('captureMs'),
    decodeMs: of('decodeMs'),
    refineMs: of('refineMs'),
  };
}
