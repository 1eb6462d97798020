import { bootstrapInterval, type Interval } from '../../src/core/evaluate/bootstrap.ts';
import { type ClassOverlap, classIou, coverage, meanIou } from '../../src/core/evaluate/class-overlap.ts';
import { seededUniform } from '../../src/core/evaluate/seeded-uniform.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { BACKGROUND_ID } from '../../src/core/segmentation/types.ts';
import { textTable } from '../report/text-table.ts';
import type { Measured } from './measure-pictures.ts';

const DRAWS = 1000;
const MAX_MISTAKES = 8;
const MAX_GRID_ROWS = 20;

interface Statistic extends Interval {
  readonly value: number;
}

interface ClassResult {
  readonly id: number;
  readonly name: string;
  /** Pictures whose truth or mask has it. */
  readonly pictures: number;
  readonly iou: Statistic;
}

export interface Evaluation {
  readonly pictures: number;
  readonly withoutClasses: readonly string[];
  readonly tuning: string;
  /** Per cent. */
  readonly miou: Statistic;
  /** Share of pixels that were judged, 0 … 1. */
  readonly judged: number;
  readonly classes: readonly ClassResult[];
  readonly confusion: readonly {
    readonly truth: string;
    readonly predicted: string;
    readonly pixels: number;
    readonly share: number;
  }[];
  /** The best first; without a grid, the one row. */
  readonly grid: readonly { readonly tuning: string; readonly miou: number; readonly judged: number }[];
}

/** Figures of what was measured: of the first row, and the mean of each. The bootstrap is seeded. */
export function evaluationOf({ rows, confusion, withoutClasses }: Measured, labelSet: LabelSet): Evaluation {
  const [first] = rows;
  const overlaps = first?.overlaps ?? [];
  const nameOf = (id: number) =>
    id === BACKGROUND_ID ? 'background' : (labelSet.classes.find((one) => one.id === id)?.name ?? String(id));
  const ids = [BACKGROUND_ID, ...labelSet.classes.map(({ id }) => id)];
  const classes = ids.flatMap((id): ClassResult[] => {
    const having = overlaps.filter(({ union }) => (union[id] as number) > 0);
    if (having.length === 0) return [];
    return [{ id, name: nameOf(id), pictures: having.length, iou: statistic(having, (drawn) => classIou(drawn, id)) }];
  });
  return {
    pictures: overlaps.length,
    withoutClasses,
    tuning: first?.name ?? '',
    miou: statistic(overlaps, meanIou),
    judged: rounded(coverage(overlaps), 4),
    classes,
    confusion: confusion.mistakes().map(({ truth, predicted, ...more }) => ({
      ...{ truth: nameOf(truth), predicted: nameOf(predicted) },
      ...more,
    })),
    grid: rows
      .map(({ name, overlaps }) => ({
        tuning: name,
        miou: rounded(meanIou(overlaps)),
        judged: rounded(coverage(overlaps), 4),
      }))
      .sort((a, b) => b.miou - a.miou),
  };
}

function statistic(overlaps: readonly ClassOverlap[], measure: (drawn: readonly ClassOverlap[]) => number): Statistic {
  const { low, high } = bootstrapInterval(overlaps, measure, seededUniform(1), DRAWS);
  return { value: rounded(measure(overlaps)), low: rounded(low), high: rounded(high) };
}

const rounded = (value: number, digits = 2) => Math.round(10 ** digits * value) / 10 ** digits;

const inWords = ({ value, low, high }: Statistic) => `${value.toFixed(1)} (${low.toFixed(1)} – ${high.toFixed(1)})`;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The same as tables for people. */
export function evaluationText(evaluation: Evaluation): string {
  const { pictures, withoutClasses, tuning, miou, judged, classes, confusion, grid } = evaluation;
  const left = withoutClasses.length === 0 ? '' : `, ${withoutClasses.length} left out whose truth has no class`;
  const lines = [
    `mIoU ${inWords(miou)} of ${pictures} pictures${left}; ${percent(judged)} of their pixels judged; ${tuning}`,
    '',
    textTable(
      ['class', 'pictures', 'IoU'],
      classes.map(({ name, pictures, iou }) => [name, String(pictures), inWords(iou)]),
    ),
  ];
  if (confusion.length > 0) {
    const rows = confusion
      .slice(0, MAX_MISTAKES)
      .map(({ truth, predicted, pixels, share }) => [
        `${truth} taken for ${predicted}`,
        ...[String(pixels), percent(share)],
      ]);
    lines.push('', textTable(['confusion', 'pixels', 'of the class'], rows));
  }
  if (grid.length > 1) {
    const rows = grid
      .slice(0, MAX_GRID_ROWS)
      .map(({ tuning, miou, judged }) => [tuning, miou.toFixed(1), percent(judged)]);
    lines.push('', textTable(['grid', 'mIoU', 'judged'], rows));
    if (grid.length > MAX_GRID_ROWS) lines.push(`and ${grid.length - MAX_GRID_ROWS} more (--json has all)`);
  }
  return lines.join('\n');
}
