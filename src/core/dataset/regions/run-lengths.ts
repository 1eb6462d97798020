import type { LabelledRegions, Region } from './types.ts';

/**
 * COCO's run lengths of one region over its whole picture (`rleEncode` of the COCO API's maskApi.c): column by column, beginning with
 * how many pixels are outside it. The last run is that of the last pixel.
 */
export function runLengths({ width, height, labels }: LabelledRegions, { label, box }: Region): number[] {
  const counts: number[] = [];
  /** The first pixel, column by column, of the run that is open. */
  let runStart = 0;
  let isInside = false;
  const turn = (at: number) => {
    counts.push(at - runStart);
    runStart = at;
    isInside = !isInside;
  };
  for (let x = box.x; x < box.x + box.width; x++) {
    const column = x * height;
    // A run that reaches the bottom goes on in the next column only if that has its first pixel.
    if (isInside && box.y > 0) turn(column);
    for (let y = box.y; y < box.y + box.height; y++) {
      if ((labels[y * width + x] === label) !== isInside) turn(column + y);
    }
    const below = box.y + box.height;
    if (isInside && below < height) turn(column + below);
  }
  const end = width * height;
  if (isInside && (box.x + box.width) * height < end) turn((box.x + box.width) * height);
  counts.push(end - runStart);
  return counts;
}

const BITS = 5;
const CONTINUES = 1 << BITS;
const SIGN = 1 << (BITS - 1);
/** `0`. */
const FIRST_CHARACTER = 48;

/**
 * Run lengths as COCO's compressed text (`rleToString` of maskApi.c): each but the first three less the one two before it, as groups of
 * five bits, lowest first, in characters from `0` to `o`.
 */
export function compressRunLengths(counts: readonly number[]): string {
  const bytes: number[] = [];
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - (counts[index - 2] as number) : count;
    for (let more = true; more; ) {
      const group = rest & (CONTINUES - 1);
      rest >>= BITS;
      // Ends where what is left is what the group's highest bit, the sign, says.
      more = (group & SIGN) !== 0 ? rest !== -1 : rest !== 0;
      bytes.push((more ? group | CONTINUES : group) + FIRST_CHARACTER);
    }
  }
  return bytes.map((byte) => String.fromCharCode(byte)).join('');
}
