import type { ReadDataset } from '../../src/core/dataset/read/types.ts';
import { countPixels } from '../../src/core/edit/edit-layer.ts';
import { type DatasetHealth, datasetHealth, type HealthPair } from '../../src/core/review/dataset-health.ts';
import { placeGrids } from '../../src/core/review/place-grids.ts';

/** A dataset in numbers. */
export interface DatasetFacts {
  readonly health: DatasetHealth;
  /** How many masks have a size, by `width×height`, the most frequent first. */
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly pictures: number }[];
  /** Pictures that no split has. */
  readonly withoutSplit: number;
}

/** Reads all masks and counts. Classes of pairs without a manifest count as asked for where they have a pixel. @throws StudioError */
export async function datasetFacts(
  { items, manifest, labelSet }: ReadDataset,
  onItem: (done: number) => void = () => undefined,
): Promise<DatasetFacts> {
  const known = new Map(manifest?.pairs.map((pair) => [pair.stem, pair]));
  const sizes = new Map<string, { width: number; height: number; pictures: number }>();
  const pairs: HealthPair[] = [];
  for (const [index, item] of items.entries()) {
    const { width, height, ids } = await item.readMask();
    const size = sizes.get(`${width}×${height}`) ?? { width, height, pictures: 0 };
    size.pictures++;
    sizes.set(`${width}×${height}`, size);
    const pixels = countPixels(ids, []);
    const present = Object.keys(pixels.classes).map(Number);
    const { review = 'unreviewed', settings = { classIds: present }, addedClasses = [] } = known.get(item.name) ?? {};
    const seen = present.map((classId) => ({ classId, evidence: 1, present: true }));
    pairs.push({
      id: String(index),
      ...{ review, settings, addedClasses, pixels },
      // Only whether there is any tells that the mask was made.
      presence: seen.length > 0 ? seen : [{ classId: 0, evidence: 0, present: false }],
      places: placeGrids(ids, width, height),
    });
    onItem(index + 1);
  }
  const valIds = new Set(items.flatMap(({ split }, index) => (split === 'val' ? String(index) : [])));
  const classIds = labelSet.classes.map(({ id }) => id);
  return {
    health: datasetHealth(pairs, classIds, valIds),
    sizes: [...sizes.values()].sort((a, b) => b.pictures - a.pictures),
    withoutSplit: items.filter(({ split }) => split === null).length,
  };
}
