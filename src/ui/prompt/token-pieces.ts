import type { CharRange, ClassCharRange } from '../../core/prompt/types.ts';

export interface TokenPiece {
  readonly text: string;
  readonly start: number;
  /** False for the space between tokens. */
  readonly isToken: boolean;
  /** Class that the token belongs to. */
  readonly classId: number | null;
}

/** Cuts a prompt at its token boundaries and says which class each token serves. */
export function tokenPieces(
  prompt: string,
  tokens: readonly CharRange[],
  ranges: readonly ClassCharRange[],
): readonly TokenPiece[] {
  const pieces: TokenPiece[] = [];
  let at = 0;
  for (const { start, end } of tokens) {
    if (start > at) pieces.push({ text: prompt.slice(at, start), start: at, isToken: false, classId: null });
    const owner = ranges.find((range) => start < range.end && end > range.start);
    pieces.push({ text: prompt.slice(start, end), start, isToken: true, classId: owner?.classId ?? null });
    at = end;
  }
  if (at < prompt.length) pieces.push({ text: prompt.slice(at), start: at, isToken: false, classId: null });
  return pieces;
}
