import { bootstrapInterval, pairedInterval } from '../../src/core/evaluate/bootstrap.ts';
import { coverage, meanIou } from '../../src/core/evaluate/class-overlap.ts';
import { averagePrecision50, type ObjectMatches, panopticQuality } from '../../src/core/evaluate/object-quality.ts';
import { seededUniform } from '../../src/core/evaluate/seeded-uniform.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { withChosenSettings } from '../quality/chosen-settings.ts';
import { measureGeneratedPictures } from '../quality/generated-pictures.ts';
import type { MeasuredRow, PresenceRow } from '../quality/measured-row.ts';
import { measureObjects, type ObjectRow } from '../quality/object-table.ts';
import { measureRealPictures } from '../quality/real-pictures.ts';
import { measureRecipeTable } from '../quality/recipes/recipe-table.ts';
import { BACKBONE_STEPS } from '../quality/segmenters/segmenters.ts';
import { measureTrainedSegmenters, type SegmenterRow } from '../quality/segmenters/trained-on-exports.ts';
import { measureSystems, type SystemRow } from '../quality/systems/system-table.ts';

const PICTURES = { r: 800, m: 1500, s: 1000, o: 400, recipes: 200, systems: 100 } as const;
/** In each of the five prompt styles, where every style takes pictures of its own. */
const STYLE_PICTURES = 500;
const DRAWS = 400;

type Table = keyof typeof PICTURES;

/**
 * The quality tables on native ONNX Runtime with the studio's own code: (r) real pictures against exact truth, (m) generated
 * pictures against the judge, (s) segmenters trained on exported pairs; and, only when they are named, (o) objects against exact ones
 * (about `--style-pictures=N` scenes have two of one class), (recipes) other ways from attention to masks and (systems) other systems, each
 * of whose three sets has `--pictures=N` beside those that they are tuned on. `--tables=r` measures one of them, `--pictures=N` and `--style-pictures=N` fewer or more (0 leaves the comparison of styles out); `--steps`,
 * `--guidance`, `--guided-timesteps=LOWEST,HIGHEST` and `--sampler` generate with other settings; `--backbone-steps=N` schools the backbone of segmenters otherwise than for 4,000
 * steps. Recipes run on real pictures, or generated ones with
 * `--on=generated`; `--only='WORD;WORD'` takes those with a word, of the other tables likewise, `--against=NAME` compares with another than the baseline.
 * Pictures, exports and segmenters are kept: a run that was broken off goes on. The bootstrap is seeded: the same pictures
 * give the same intervals.
 */
export async function run(options: Readonly<Record<string, string>> = {}) {
  const tables = (options.tables ?? 'r,m,s').split(',');
  const unknown = tables.filter((name) => !(name in PICTURES));
  if (unknown.length > 0)
    throw new Error(`No table ${unknown.join(', ')}; there are ${Object.keys(PICTURES).join(', ')}`);
  const model = withChosenSettings(await openBundledModel(), options);
  const rows: Record<string, unknown>[] = [];
  for (const table of tables as Table[]) {
    const count = wholeNumber('pictures', options.pictures, PICTURES[table]);
    const styleCount = Math.min(count, wholeNumber('style-pictures', options['style-pictures'], STYLE_PICTURES, 0));
    rows.push(...(await measure(table, model, count, styleCount, options)).map((row) => ({ table, ...row })));
  }
  return { model: model.info.unetSha256.slice(0, 12), rows };
}

async function measure(
  table: Table,
  model: LoadedModel,
  count: number,
  styleCount: number,
  options: Readonly<Record<string, string>>,
): Promise<object[]> {
  const startMs = performance.now();
  const tell = (what: string) => {
    const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
    console.log(`  (${table}) ${what}, ${minutes} min`);
  };
  const onPicture = (done: number) => {
    if (done % 50 === 0) tell(`${done} pictures`);
  };
  const only = (options.only ?? '').split(';').filter((word) => word !== '');
  if (table === 'recipes') {
    const measured = await measureRecipeTable(model, count, onPicture, { ...options, only });
    return measured.map((row) => ({ ...row, pictures: count }));
  }
  if (table === 'o') return (await measureObjects(model, count, styleCount, onPicture)).map(objectRow);
  if (table === 'systems') return (await measureSystems(model, count, onPicture, only)).map(systemRow);
  if (table === 'r') return (await measureRealPictures(model, count, styleCount, onPicture, only)).map(maskRow);
  if (table === 's') {
    const onLesson = (done: number, of: number) => tell(`${done} of ${of} segmenters`);
    const backboneSteps = wholeNumber('backbone-steps', options['backbone-steps'], BACKBONE_STEPS);
    const rows = await measureTrainedSegmenters(model, { count, styleCount, backboneSteps, only }, onLesson);
    return rows.map(segmenterRow);
  }
  const { rows, presence } = await measureGeneratedPictures(model, count, styleCount, onPicture, only);
  return [...presence.map(presenceRow), ...rows.map(maskRow)];
}

function maskRow({ group, name, overlaps }: MeasuredRow) {
  const pictures = overlaps.length;
  return { group, row: name, pictures, miou: measured(overlaps, meanIou), coverage: rounded(coverage(overlaps)) };
}

function objectRow({ group, name, matches, floor }: ObjectRow) {
  const gain = (statistic: (drawn: readonly ObjectMatches[]) => number) =>
    floor && gained(floor.matches, matches, statistic);
  return {
    group,
    row: name,
    pictures: matches.length,
    ap50: measured(matches, averagePrecision50),
    ap50Gain: gain(averagePrecision50),
    pq: measured(matches, panopticQuality),
    pqGain: gain(panopticQuality),
  };
}

function systemRow({ group, name, tuned, overlaps, paper, studio }: SystemRow) {
  return {
    group,
    row: name,
    pictures: overlaps.length,
    miou: measured(overlaps, meanIou),
    overPaper: paper && gained(paper, overlaps, meanIou),
    overStudio: studio && gained(studio, overlaps, meanIou),
    tuned,
  };
}

/** How often the judge sees what the prompt asked for. */
function presenceRow({ group, name, answers }: PresenceRow) {
  const share = (drawn: readonly (readonly boolean[])[]) => {
    const all = drawn.flat();
    return (100 * all.filter(Boolean).length) / all.length;
  };
  return { group, row: name, pictures: answers.length, percent: measured(answers, share) };
}

function segmenterRow({ group, name, pairs, miou, ratio }: SegmenterRow) {
  return { group, row: name, pairs, miou: interval(miou), ratio: ratio && interval(ratio) };
}

const interval = ([value, low, high]: readonly [number, number, number]) => ({ value, low, high });

/** A statistic with its 95 % interval. */
function measured<T>(items: readonly T[], statistic: (drawn: readonly T[]) => number) {
  const { low, high } = bootstrapInterval(items, statistic, seededUniform(1), DRAWS);
  return interval([rounded(statistic(items)), rounded(low), rounded(high)]);
}

/** What a statistic gains from one measure of some pictures to another of the same. */
function gained<T>(from: readonly T[], to: readonly T[], statistic: (drawn: readonly T[]) => number) {
  const { low, high } = pairedInterval(from, to, statistic, seededUniform(1), DRAWS);
  return interval([rounded(statistic(to) - statistic(from)), rounded(low), rounded(high)]);
}

function wholeNumber(name: string, given: string | undefined, standard: number, least = 1): number {
  const number = Number(given ?? standard);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${name}=${given} is no whole number from ${least} on`);
}

const rounded = (value: number) => Math.round(value * 100) / 100;
