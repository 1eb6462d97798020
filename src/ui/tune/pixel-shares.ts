import type { LabelSet } from '../../core/prompt/types.ts';
import type { PixelCounts } from '../../core/segmentation/types.ts';

export interface PixelShare {
  readonly key: string;
  readonly name: string;
  readonly classId: number | null;
  readonly pixels: number;
  /** 0 … 1 of the whole picture. */
  readonly share: number;
}

/** Rows of the pixel table: the classes in prompt order, then background, then void. */
export function pixelShares(
  counts: PixelCounts,
  classIds: readonly number[],
  labelSet: LabelSet,
): readonly PixelShare[] {
  const rows = [
    ...classIds.map((classId) => ({
      key: `class-${classId}`,
      name: labelSet.classes.find((label) => label.id === classId)?.promptName ?? `class ${classId}`,
      classId,
      pixels: counts.classes[classId] ?? 0,
    })),
    { key: 'background', name: 'background', classId: null, pixels: counts.background },
    { key: 'void', name: 'void', classId: null, pixels: counts.void },
  ];
  const total = rows.reduce((sum, row) => sum + row.pixels, 0);
  return rows.map((row) => ({ ...row, share: total > 0 ? row.pixels / total : 0 }));
}
