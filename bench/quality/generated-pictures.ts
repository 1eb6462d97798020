import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import { generatePicture } from '../../src/engine/generate-picture.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { openRecordCpu } from '../../src/gpu/segment-record.cpu.ts';
import { classOverlap } from './class-overlap.ts';
import { isPresent, openJudge } from './judge.ts';
import { IDS, type MeasuredRow } from './measured-row.ts';
import { quietContext, studioSettings } from './studio-engine.ts';
import { tuningRows } from './tuning-rows.ts';
import { heldOutScenes } from './world-scenes.ts';

export interface GeneratedTable {
  readonly rows: MeasuredRow[];
  /** One per requested class of each picture: whether the judge sees it. */
  readonly present: boolean[];
}

/**
 * Table (m): masks of generated pictures, from their own generation's attention, against what the judge sees. Prompts are
 * the captions and classes of held-out scenes, settings the studio's own.
 */
export async function measureGeneratedPictures(
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
): Promise<GeneratedTable> {
  const judge = await openJudge();
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const bins = windowBinsOf(suggested.steps);
  const standard = defaultTuning(crossSides, selfSides, latentSize, bins);
  const rows = tuningRows(standard, crossSides, selfSides, bins);
  const measured = rows.map(({ group, name }): MeasuredRow => ({ group, name, overlaps: [] }));
  const present: boolean[] = [];
  let done = 0;
  for (const scene of heldOutScenes(count)) {
    const settings = { ...studioSettings(model, scene), seed: done };
    const request = { jobId: String(done), settings, classes: scene.classes, tuning: standard };
    const { picture, record } = await generatePicture(request, quietContext(model));
    const seen = await judge.segment(picture);
    present.push(...scene.classes.map(({ id }) => isPresent(seen, id)));
    const segmenter = openRecordCpu(record, picture);
    rows.forEach(({ tuning }, index) => {
      measured[index]?.overlaps.push(classOverlap(segmenter.segment(tuning).mask, seen, IDS));
    });
    onPicture(++done);
  }
  return { rows: measured, present };
}
