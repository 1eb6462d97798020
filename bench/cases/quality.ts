import type { LoadedModel } from '../../src/engine/load-model.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { bootstrapInterval } from '../quality/bootstrap.ts';
import { coverage, meanIou } from '../quality/class-overlap.ts';
import { measureGeneratedPictures } from '../quality/generated-pictures.ts';
import type { MeasuredRow } from '../quality/measured-row.ts';
import { measureRealPictures } from '../quality/real-pictures.ts';
import { measureRecipeTable } from '../quality/recipes/recipe-table.ts';

const PICTURES = { r: 800, m: 300, recipes: 300 } as const;
const DRAWS = 400;

type Table = keyof typeof PICTURES;

/**
 * The quality tables on native ONNX Runtime with the studio's own code: (r) real pictures against exact truth, (m) generated
 * pictures against the judge, (recipes) other ways from attention to masks, only when it is named,
 * on real pictures or with `--on=generated` on generated ones.
 * `--tables=r` measures one of them, `--pictures=N` fewer or more, of the recipes
 * `--only='WORD;WORD'` those with a word, with gains over another one by `--against=NAME`. The bootstrap is seeded: the
 * same pictures give the same intervals.
 */
export async function run(options: Readonly<Record<string, string>> = {}) {
  const tables = (options.tables ?? 'r,m').split(',');
  const unknown = tables.filter((name) => !(name in PICTURES));
  if (unknown.length > 0)
    throw new Error(`No table ${unknown.join(', ')}; there are ${Object.keys(PICTURES).join(', ')}`);
  const model = await openBundledModel();
  const rows: Record<string, unknown>[] = [];
  for (const table of tables as Table[]) {
    const count = Number(options.pictures ?? PICTURES[table]);
    if (!Number.isInteger(count) || count < 1) throw new Error(`--pictures=${options.pictures} is no whole number`);
    const startMs = performance.now();
    const onPicture = (done: number) => {
      if (done % 50 === 0) console.log(`  (${table}) ${done} of ${count} pictures, ${minutesSince(startMs)} min`);
    };
    const measured =
      table === 'recipes'
        ? await measureRecipeTable(model, count, onPicture, options)
        : await measure(table, model, count, onPicture);
    rows.push(...measured.map((row) => ({ table, pictures: count, ...row })));
  }
  return { model: model.info.unetSha256.slice(0, 12), rows };
}

async function measure(
  table: Exclude<Table, 'recipes'>,
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
) {
  if (table === 'r') return (await measureRealPictures(model, count, onPicture)).map(maskRow);
  const { rows, present } = await measureGeneratedPictures(model, count, onPicture);
  return [presenceRow(present), ...rows.map(maskRow)];
}

function maskRow({ group, name, overlaps }: MeasuredRow) {
  return { group, row: name, miou: measured(overlaps, meanIou), coverage: rounded(coverage(overlaps)) };
}

/** How many of the classes that were asked for the judge finds in the pictures. */
function presenceRow(present: readonly boolean[]) {
  const share = (drawn: readonly boolean[]) => (100 * drawn.filter(Boolean).length) / drawn.length;
  return { group: 'presence', row: 'requested classes seen by the judge', percent: measured(present, share) };
}

/** A statistic with its 95 % interval. */
function measured<T>(items: readonly T[], statistic: (drawn: readonly T[]) => number) {
  const { low, high } = bootstrapInterval(items, statistic, seededUniform(1), DRAWS);
  return { value: rounded(statistic(items)), low: rounded(low), high: rounded(high) };
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
