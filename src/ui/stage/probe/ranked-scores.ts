import type { PixelSource } from '../../../studio/stage-state.ts';

type Scores = NonNullable<ReturnType<PixelSource['scores']>>;

export interface RankedScore {
  readonly classId: number;
  /** 0 … 1 */
  readonly score: number;
}

/**
 * Every class's score at one pixel of the picture, highest first. Live scores are coarser than the picture: the nearest counts.
 * @param at pixel of a picture of `width` × `height`.
 */
export function rankedScores(
  scores: Scores,
  at: { readonly x: number; readonly y: number },
  width: number,
  height: number,
): readonly RankedScore[] {
  const column = Math.min(scores.width - 1, Math.floor((at.x * scores.width) / width));
  const row = Math.min(scores.height - 1, Math.floor((at.y * scores.height) / height));
  const plane = scores.width * scores.height;
  return scores.classIds
    .map((classId, index) => ({
      classId,
      score: (scores.values[index * plane + row * scores.width + column] ?? 0) / 255,
    }))
    .sort((a, b) => b.score - a.score);
}
