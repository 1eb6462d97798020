import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import { classOverlap } from '../../src/core/evaluate/class-overlap.ts';
import { PROMPT_STYLES } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { openRecordCpu } from '../../src/engine/tuning/segment-record.cpu.ts';
import { classesIn, openJudge } from './judge/judge.ts';
import { IDS, type MeasuredRow, type PresenceRow } from './measured-row.ts';
import { namedBy } from './named-by.ts';
import { galleryOf, makePairsInParallel } from './pairs/make-pairs.ts';
import { shippedTuning } from './shipped-tuning.ts';
import type { PairKind } from './studio-engine.ts';
import { gridRows, studioRows, tuningRows } from './tuning-rows.ts';
import { trainingPrompts } from './world-scenes.ts';

export interface GeneratedTable {
  readonly rows: MeasuredRow[];
  readonly presence: PresenceRow[];
}

/**
 * Table (m): masks of generated pictures, from their own generation's attention, against what the judge sees. Prompts are
 * captions and classes of scenes, settings the studio's own.
 *
 * @param count pictures in the style caption+classes, for all rows
 * @param styleCount pictures in each prompt style, for the comparison of styles
 * @param only rows with one of these words in their group or name; none: all
 */
export async function measureGeneratedPictures(
  model: LoadedModel,
  count: number,
  styleCount: number,
  onPicture: (done: number) => void,
  only: readonly string[] = [],
): Promise<GeneratedTable> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const bins = windowBinsOf(suggested.steps);
  const standard = defaultTuning(crossSides, selfSides, latentSize, bins);
  const plain = { group: 'prompt style', tuning: { ...standard, alpha: standard.beta } };
  const table: GeneratedTable = { rows: [], presence: [] };
  const add = async (kind: PairKind, pictures: number, rows: Parameters<typeof measureKind>[3]) => {
    const measured = await measureKind(model, kind, pictures, rows, onPicture);
    table.rows.push(...measured.rows);
    return measured.seen;
  };
  const style = 'caption+classes';
  const rows = [...tuningRows(standard, crossSides, selfSides, bins), ...gridRows(standard, bins)];
  const seen = await add({ style, capture: 'paper' }, count, namedBy(only, rows));
  const ownRows = namedBy(only, studioRows(shippedTuning(model, suggested.steps), bins));
  if (ownRows.length > 0) await add({ style, capture: 'studio' }, count, ownRows);
  const quickRows = namedBy(only, model.info.hasQuickWeights ? quickTuning(model) : []);
  if (quickRows.length > 0) {
    const seenQuickly = await add({ style, capture: 'quick' }, count, quickRows);
    table.presence.push({ group: 'quick', name: 'requested classes: seen, quick', answers: seenQuickly.map(found) });
  }
  table.presence.push(
    { group: 'presence', name: 'all classes: seen if and only if requested', answers: seen.map(rightAnswers) },
    { group: 'presence', name: 'requested classes: seen', answers: seen.map(found) },
  );
  for (const style of styleCount > 0 ? PROMPT_STYLES : []) {
    const seenInStyle = await add({ style, capture: 'paper' }, styleCount, [{ ...plain, name: style }]);
    table.presence.push({
      group: 'presence',
      name: `requested classes: seen, ${style}`,
      answers: seenInStyle.map(found),
    });
  }
  return table;
}

/** The studio's settings on pictures of the model's student. */
function quickTuning(model: LoadedModel): ReturnType<typeof tuningRows> {
  const tuning = shippedTuning(model, model.info.suggested.renoiseTimesteps.length);
  return [
    { group: 'quick', name: 'quick', tuning },
    { group: 'quick', name: 'quick, without void band', tuning: { ...tuning, alpha: tuning.beta } },
  ];
}

/** What a picture was to show and what the judge sees in it. */
interface Sight {
  readonly requested: readonly number[];
  readonly seen: ReadonlySet<number>;
}

const found = ({ requested, seen }: Sight) => requested.map((id) => seen.has(id));

/** The judge's own presence accuracy (training/judge/measure.py) asks the same twenty questions. */
const rightAnswers = ({ requested, seen }: Sight) =>
  VOC_20.classes.map(({ id }) => requested.includes(id) === seen.has(id));

/** All pictures of a kind, made where they are missing, under each of some tunings. */
async function measureKind(
  model: LoadedModel,
  kind: PairKind,
  count: number,
  rows: ReturnType<typeof tuningRows>,
  onPicture: (done: number) => void,
): Promise<{ readonly rows: MeasuredRow[]; readonly seen: Sight[] }> {
  await makePairsInParallel(model, kind, count);
  const judge = await openJudge();
  const gallery = galleryOf(model, kind);
  const measured = rows.map(({ group, name }): MeasuredRow => ({ group, name, overlaps: [] }));
  const sights: Sight[] = [];
  for (const [index, { seed, classes }] of trainingPrompts(count).entries()) {
    const picture = gallery.picture(String(seed));
    const seen = await judge.segment(picture);
    sights.push({ requested: classes.map(({ id }) => id), seen: classesIn(seen) });
    const segmenter = openRecordCpu(gallery.record(String(seed)), picture);
    rows.forEach(({ tuning }, place) => {
      measured[place]?.overlaps.push(classOverlap(segmenter.segment(tuning).mask, seen, IDS));
    });
    onPicture(index + 1);
  }
  return { rows: measured, seen: sights };
}
