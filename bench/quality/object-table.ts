import type { AttentionEdges } from '../../src/core/attention/types.ts';
import { splitObjects } from '../../src/core/dataset/objects/split-objects.ts';
import { type JudgedObjects, matchObjects, type ObjectMatches } from '../../src/core/evaluate/object-quality.ts';
import { OBJECT_WAYS, type ObjectSettings, type ObjectWay } from '../../src/core/segmentation/types.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { openRecordCpu } from '../../src/engine/tuning/segment-record.cpu.ts';
import { changingEdges } from './changing-edges.ts';
import { type ObjectScene, objectScenes, twinScenes } from './object-scenes.ts';
import { shippedTuning } from './shipped-tuning.ts';
import { captureScene } from './studio-engine.ts';

export interface ObjectRow {
  readonly group: string;
  readonly name: string;
  /** One a picture. */
  readonly matches: ObjectMatches[];
  /** The row of its group whose figures its own are compared with; null for that one itself. */
  readonly floor: ObjectRow | null;
}

/** As the studio offers them, and for each row what is compared. */
const MIN_SHARE = 0.02;
const STRENGTH = 0.1;
const NAMES: Readonly<Record<ObjectWay, string>> = {
  class: 'a class is an object',
  component: 'connected parts',
  neck: 'parted at necks',
  edge: 'parted at attention edges',
};
const CHANGING = 'parted at attention edges, at the step of most change';
const ALL_PARTS = 'connected parts, however small';

/**
 * Table (o): objects of held-out pictures against the exact ones, on scenes as they come and on those with two of one class: from the
 * studio's masks, and from exact masks of classes, which judge the parting alone.
 *
 * @param twinCount about so many scenes with two of one class; 0 leaves them out
 */
export async function measureObjects(
  model: LoadedModel,
  count: number,
  twinCount: number,
  onPicture: (done: number) => void,
): Promise<ObjectRow[]> {
  let done = 0;
  const rows: ObjectRow[] = [];
  const sets = [
    { name: 'all scenes', scenes: objectScenes(count), hasChange: false },
    ...(twinCount > 0 ? [{ name: 'two of a class', scenes: twinScenes(twinCount), hasChange: true }] : []),
  ];
  for (const { name, scenes, hasChange } of sets) {
    const own = groupOf(`objects, ${name}`, hasChange);
    const exact = groupOf(`objects of exact masks, ${name}`, hasChange);
    for (const scene of scenes) {
      const record = await captureScene(model, scene, { style: 'caption+classes', capture: 'studio' });
      const tuning = shippedTuning(model, record.windowBins);
      const { mask, scores } = openRecordCpu(record, scene.picture).segment(tuning);
      const side = record.edges?.width ?? 0;
      const edges = {
        mean: record.edges ?? null,
        changing: hasChange ? await changingEdges(model, scene, side) : null,
      };
      const scoreOf = scoresBy(scores, record.classIds, mask.length);
      measure(own, scene, mask, edges, scoreOf);
      measure(exact, scene, scene.truth, edges, scoreOf);
      onPicture(++done);
    }
    rows.push(...own, ...exact);
  }
  return rows;
}

function groupOf(group: string, hasChange: boolean): ObjectRow[] {
  const floor: ObjectRow = { group, name: NAMES.component, matches: [], floor: null };
  const others = [NAMES.class, ALL_PARTS, NAMES.neck, NAMES.edge, ...(hasChange ? [CHANGING] : [])];
  return [floor, ...others.map((name): ObjectRow => ({ group, name, matches: [], floor }))];
}

interface SceneEdges {
  readonly mean: AttentionEdges | null;
  readonly changing: AttentionEdges | null;
}

function measure(
  rows: readonly ObjectRow[],
  { picture: { width, height }, objects }: ObjectScene,
  mask: Uint8Array,
  { mean, changing }: SceneEdges,
  scoreOf: (found: JudgedObjects) => number[],
): void {
  for (const { name, matches } of rows) {
    const by = OBJECT_WAYS.find((way) => NAMES[way] === name) ?? (name === CHANGING ? 'edge' : 'component');
    const minShare = name === ALL_PARTS ? 0 : MIN_SHARE;
    const edges = name === CHANGING ? changing : mean;
    const found = judged({ mask, width, height, edges }, { by, minShare, strength: STRENGTH });
    matches.push(matchObjects(found, scoreOf(found), objects));
  }
}

function judged(split: Parameters<typeof splitObjects>[0], settings: ObjectSettings): JudgedObjects {
  const { labels, regions } = splitObjects(split, settings);
  const places = new Map(regions.map(({ label }, index) => [label, index + 1]));
  return {
    labels: labels.map((label) => places.get(label) ?? 0),
    classIds: regions.map(({ classId }) => classId),
  };
}

/** How sure the studio is of objects: the mean score of their class over their pixels. */
function scoresBy(scores: Uint8Array, classIds: readonly number[], pixels: number) {
  return ({ labels, classIds: found }: JudgedObjects): number[] => {
    const sums = found.map(() => ({ score: 0, pixels: 0 }));
    for (let pixel = 0; pixel < pixels; pixel++) {
      const label = labels[pixel] as number;
      const sum = sums[label - 1];
      if (!sum) continue;
      sum.score += scores[classIds.indexOf(found[label - 1] as number) * pixels + pixel] as number;
      sum.pixels++;
    }
    return sums.map((sum) => sum.score / sum.pixels / 255);
  };
}
