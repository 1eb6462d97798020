import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import { PROMPT_STYLES, type PromptStyle } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { openRecordCpu } from '../../src/gpu/segment-record.cpu.ts';
import { classOverlap } from './class-overlap.ts';
import { isPresent, openJudge } from './judge.ts';
import { galleryOf, makePairsInParallel } from './make-pairs.ts';
import { IDS, type MeasuredRow, type PresenceRow } from './measured-row.ts';
import { tuningRows } from './tuning-rows.ts';
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
 */
export async function measureGeneratedPictures(
  model: LoadedModel,
  count: number,
  styleCount: number,
  onPicture: (done: number) => void,
): Promise<GeneratedTable> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const bins = windowBinsOf(suggested.steps);
  const standard = defaultTuning(crossSides, selfSides, latentSize, bins);
  const plain = { group: 'prompt style', tuning: { ...standard, alpha: standard.beta } };
  const table: GeneratedTable = { rows: [], presence: [] };
  const add = async (style: PromptStyle, pictures: number, rows: Parameters<typeof measureStyle>[3]) => {
    const measured = await measureStyle(model, style, pictures, rows, onPicture);
    table.rows.push(...measured.rows);
    return measured.present;
  };
  const present = await add('caption+classes', count, tuningRows(standard, crossSides, selfSides, bins));
  table.presence.push({ group: 'presence', name: 'requested classes seen by the judge', present });
  for (const style of PROMPT_STYLES) {
    const seen = await add(style, styleCount, [{ ...plain, name: style }]);
    table.presence.push({ group: 'presence', name: style, present: seen });
  }
  return table;
}

/** All pictures of a style, made where they are missing, under each of some tunings. */
async function measureStyle(
  model: LoadedModel,
  style: PromptStyle,
  count: number,
  rows: ReturnType<typeof tuningRows>,
  onPicture: (done: number) => void,
): Promise<{ readonly rows: MeasuredRow[]; readonly present: boolean[] }> {
  await makePairsInParallel(style, count);
  const judge = await openJudge();
  const gallery = galleryOf(model, style);
  const measured = rows.map(({ group, name }): MeasuredRow => ({ group, name, overlaps: [] }));
  const present: boolean[] = [];
  for (const [index, { seed, classes }] of trainingPrompts(count).entries()) {
    const picture = gallery.picture(String(seed));
    const seen = await judge.segment(picture);
    present.push(...classes.map(({ id }) => isPresent(seen, id)));
    const segmenter = openRecordCpu(gallery.record(String(seed)), picture.width, picture.height);
    rows.forEach(({ tuning }, place) => {
      measured[place]?.overlaps.push(classOverlap(segmenter.segment(tuning).mask, seen, IDS));
    });
    onPicture(index + 1);
  }
  return { rows: measured, present };
}
