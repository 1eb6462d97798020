import type { ReadDataset } from '../../src/core/dataset/read/types.ts';
import { VOID_BINS } from '../../src/core/review/dataset-health.ts';
import { textTable } from '../report/text-table.ts';
import type { DatasetFacts } from './dataset-facts.ts';

const MAX_TOGETHER = 12;

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const counted = (count: number) => count.toLocaleString('en');

/** Numbers of a dataset as tables for people. */
export function factsText(dataset: ReadDataset, facts: DatasetFacts): string {
  const { health, sizes, withoutSplit } = facts;
  const nameOf = (classId: number) =>
    dataset.labelSet.classes.find(({ id }) => id === classId)?.name ?? String(classId);
  const { background, classes, void: voidPixels } = health.pixels;
  const all = background + classes + voidPixels;
  const withoutSplitText = withoutSplit > 0 ? `, ${counted(withoutSplit)} in no split` : '';
  const train = health.train - withoutSplit;
  const lines = [
    `${dataset.format}, label set “${dataset.labelSet.name}”: ${counted(health.pictures)} pictures (${counted(train)} train, ${counted(health.val)} val${withoutSplitText})`,
    `sizes: ${sizes.map(({ width, height, pictures }) => `${width}×${height} (${counted(pictures)})`).join(', ')}`,
    `pixels: ${percent(background, all)} background, ${percent(classes, all)} classes, ${percent(voidPixels, all)} void`,
    '',
    textTable(
      ['class', 'pictures', 'train', 'val', 'pixels', 'share'],
      health.classes.map(({ classId, pictures, val, pixels }) => [
        ...[nameOf(classId), counted(pictures), counted(pictures - val), counted(val), counted(pixels)],
        percent(pixels, all),
      ]),
    ),
    '',
    textTable(['void of a picture', 'pictures'], voidRows(health.voidHistogram)),
  ];
  const together = pairsTogether(health.together).map(({ a, b, pictures }) => [
    `${nameOf(health.classes[a]?.classId ?? 0)} + ${nameOf(health.classes[b]?.classId ?? 0)}`,
    counted(pictures),
  ]);
  if (together.length > 0) lines.push('', textTable(['in one picture', 'pictures'], together.slice(0, MAX_TOGETHER)));
  if (together.length > MAX_TOGETHER)
    lines.push(`and ${together.length - MAX_TOGETHER} other pairs of classes (--json has all)`);
  return lines.join('\n');
}

function voidRows(histogram: readonly number[]): string[][] {
  const name = (from: number) => `${(100 * from).toFixed(0)} %`;
  return histogram.map((pictures, bin) => {
    const next = VOID_BINS[bin + 1];
    const from = name(VOID_BINS[bin] ?? 0);
    return [next === undefined ? `from ${from}` : `${from} to ${name(next)}`, counted(pictures)];
  });
}

/** The most frequent first. */
function pairsTogether(together: readonly (readonly number[])[]) {
  const pairs = together.flatMap((row, a) =>
    row.flatMap((pictures, b) => (b > a && pictures > 0 ? [{ a, b, pictures }] : [])),
  );
  return pairs.sort((one, other) => other.pictures - one.pictures);
}

/** The same for programs: all of it, by class names. */
export function factsJson(dataset: ReadDataset, { health, sizes, withoutSplit }: DatasetFacts): object {
  const nameOf = (classId: number) =>
    dataset.labelSet.classes.find(({ id }) => id === classId)?.name ?? String(classId);
  const classOf = (index: number) => nameOf(health.classes[index]?.classId ?? 0);
  return {
    format: dataset.format,
    labelSet: { id: dataset.labelSet.id, name: dataset.labelSet.name },
    pictures: health.pictures,
    split: { train: health.train - withoutSplit, val: health.val, none: withoutSplit },
    sizes,
    pixels: health.pixels,
    classes: health.classes.map(({ classId, asked, pictures, val, pixels }) => ({
      ...{ id: classId, name: nameOf(classId), asked, pictures, train: pictures - val, val, pixels },
    })),
    voidHistogram: health.voidHistogram.map((pictures, bin) => ({ from: VOID_BINS[bin], pictures })),
    together: pairsTogether(health.together).map(({ a, b, pictures }) => ({
      classes: [classOf(a), classOf(b)],
      pictures,
    })),
  };
}
