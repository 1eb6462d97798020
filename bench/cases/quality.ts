import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { bootstrapInterval } from '../quality/bootstrap.ts';
import { coverage, meanIou } from '../quality/class-overlap.ts';
import { type MeasuredRow, measureRealPictures } from '../quality/real-pictures.ts';

const DEFAULT_PICTURES = 800;
const DRAWS = 400;

/**
 * Table (r) of the quality bench on native ONNX Runtime with the studio's own code. `--pictures=N` measures fewer or more.
 * The bootstrap is seeded: the same pictures give the same intervals.
 */
export async function run(options: Readonly<Record<string, string>> = {}) {
  const pictures = Number(options.pictures ?? DEFAULT_PICTURES);
  if (!Number.isInteger(pictures) || pictures < 1) throw new Error(`--pictures=${options.pictures} is no whole number`);
  const model = await openBundledModel();
  const startMs = performance.now();
  const rows = await measureRealPictures(model, pictures, (done) => {
    if (done % 50 === 0) console.log(`  ${done} of ${pictures} pictures, ${minutesSince(startMs)} min`);
  });
  return { model: model.info.unetSha256.slice(0, 12), pictures, rows: rows.map(describe) };
}

function describe({ group, name, overlaps }: MeasuredRow) {
  const { low, high } = bootstrapInterval(overlaps, meanIou, seededUniform(1), DRAWS);
  return {
    table: 'r',
    group,
    row: name,
    miou: rounded(meanIou(overlaps)),
    low: rounded(low),
    high: rounded(high),
    coverage: rounded(coverage(overlaps)),
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;
const minutesSince = (startMs: number) => ((performance.now() - startMs) / 60_000).toFixed(1);

/** Park and Miller's minimal standard generator (1988): enough for drawing pictures. */
function seededUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
