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

/**
 * The counts of COCO's compressed text (`rleFrString` of maskApi.c).
 * @throws Error for characters that it does not have, and where it ends within a number
 */
export function expandRunLengths(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let count = 0;
    let shift = 0;
    for (let more = true; more; at++) {
      const group = text.charCodeAt(at) - FIRST_CHARACTER;
      if (!(group >= 0 && group < 2 * CONTINUES)) throw new Error(`Run lengths end or break at character ${at}.`);
      count |= (group & (CONTINUES - 1)) << shift;
      more = (group & CONTINUES) !== 0;
      shift += BITS;
      if (!more && (group & SIGN) !== 0) count |= -1 << shift;
    }
    counts.push(counts.length > 2 ? count + (counts[counts.length - 2] as number) : count);
  }
  return counts;
}

/**
 * The pixels of run lengths: calls `paint` with the row-major index of each pixel inside.
 * @throws Error where the runs are not of so many pixels
 */
export function paintRunLengths(
  counts: readonly number[],
  width: number,
  height: number,
  paint: (pixel: number) => void,
): void {
  let at = 0;
  for (const [index, count] of counts.entries()) {
    if (!(Number.isInteger(count) && count >= 0)) throw new Error(`A run of ${count} pixels.`);
    if (index % 2 === 1) {
      const end = Math.min(at + count, width * height);
      for (let i = at; i < end; i++) paint((i % height) * width + Math.floor(i / height));
    }
    at += count;
  }
  if (at !== width * height) throw new Error(`Runs of ${at} pixels for a picture of ${width}×${height}.`);
}
