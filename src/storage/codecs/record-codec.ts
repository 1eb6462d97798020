import * as v from 'valibot';
import type { AttentionRecord, StackColumn } from '../../core/attention/types.ts';
import type { MapSide } from '../../core/grid-size.ts';
import type { RecordPart } from '../types.ts';
import { deflate, inflate } from './deflate.ts';
import { decodeFrame, encodeFrame, type Frame, frameVersion, wrongContent } from './frame.ts';
import { columnBytes, quantiseColumn, restoreColumn } from './quantised-column.ts';
import { readRecordHeader, recordHeader, stackLength } from './record-header.ts';
import { decodeWholeRecord, encodeWholeRecord, WHOLE_RECORD } from './whole-record-codec.ts';

const RECORD: Frame = { what: 'attention record', version: 2 };

/**
 * Of each column of each stack, `[stacks][columns]`: where its deflated bytes lie in the payload. Columns that are equal, as those of
 * a single class over class tokens are, lie in one place.
 */
const placesSchema = v.object({
  places: v.array(v.array(v.object({ start: v.pipe(v.number(), v.integer(), v.minValue(0)), bytes: v.number() }))),
});

/**
 * An attention record as bytes: a header of JSON, then the columns of its power stacks, as `quantiseColumn` has them, each
 * deflated by itself, so that a part can be read alone. Its scores agree within a 255th, masks on 99.9 % of pixels over all
 * settings. What no range of numbers holds is stored whole.
 *
 * @throws Error if a stack's length does not fit its side and the columns
 */
export async function encodeRecord(record: AttentionRecord): Promise<Uint8Array<ArrayBuffer>> {
  const header = recordHeader(record);
  if (!record.stacks.every(({ data }) => data.every(Number.isFinite))) return encodeWholeRecord(record);
  const stored: { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];
  let end = 0;
  const place = (bytes: Uint8Array<ArrayBuffer>) => {
    const equal = stored.find((one) => isEqual(one.bytes, bytes));
    if (equal) return { start: equal.start, bytes: bytes.length };
    stored.push({ start: end, bytes });
    end += bytes.length;
    return { start: end - bytes.length, bytes: bytes.length };
  };
  const places: { readonly start: number; readonly bytes: number }[][] = [];
  for (const stack of record.stacks) {
    const columns = record.columns.map((_, column) => quantiseColumn(stack, column, record.columns.length));
    places.push((await Promise.all(columns.map(deflate))).map(place));
  }
  return encodeFrame(
    RECORD,
    { ...header, places },
    stored.map(({ bytes }) => bytes),
  );
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * The record in `bytes`, of this format or the first, or only what `part` takes of it: its stack and its columns. Arrays are
 * copies with a buffer of their own, so they can be transferred.
 *
 * @throws StudioError `record-corrupt`
 */
export async function decodeRecord(bytes: Uint8Array, part?: RecordPart): Promise<AttentionRecord> {
  if (frameVersion(bytes) === WHOLE_RECORD.version) return decodeWholeRecord(bytes);
  const { header, payload } = decodeFrame(RECORD, bytes);
  const record = readRecordHeader(RECORD, header);
  const parsed = v.safeParse(placesSchema, header);
  const places = parsed.success ? parsed.output.places : [];
  if (places.length !== record.stacks.length || places.some((all) => all.length !== record.columns.length)) {
    throw wrongContent(RECORD, 'the place of each column', `those of ${places.length} stacks`);
  }
  const hasSide = record.stacks.some(({ selfSide }) => selfSide === part?.selfSide);
  const wanted = part && hasSide ? part : null;
  const kept = record.columns.map((column) => !wanted || takesColumn(wanted, column));
  const stacks = record.stacks.flatMap(({ selfSide }, index) => {
    if (wanted && selfSide !== wanted.selfSide) return [];
    const columns = (places[index] ?? []).filter((_, column) => kept[column]);
    return [
      restoreStack(
        selfSide,
        columns.map(({ start, bytes: length }) => payload.slice(start, start + length)),
      ),
    ];
  });
  return { ...record, columns: record.columns.filter((_, column) => kept[column]), stacks: await Promise.all(stacks) };
}

/** Presence is told from the softmax over all positions, whatever the masks are made of. */
function takesColumn({ crossSides, window: [first, last], softmax }: RecordPart, column: StackColumn): boolean {
  const inWindow = first <= column.bin && column.bin <= last;
  return inWindow && crossSides.includes(column.crossSide) && (column.softmax === softmax || column.softmax === 'all');
}

async function restoreStack(selfSide: MapSide, packed: readonly Uint8Array<ArrayBuffer>[]) {
  const columns = await Promise.all(packed.map((bytes) => inflate(bytes, columnBytes(selfSide)).catch(() => null)));
  const data = new Float32Array(columns.length * stackLength(selfSide, 1));
  for (const [index, bytes] of columns.entries()) {
    const restored = bytes && restoreColumn(bytes, selfSide, index, columns.length, data);
    if (!restored)
      throw wrongContent(RECORD, `a column of side ${selfSide}`, bytes ? `${bytes.length} bytes` : 'no deflate stream');
  }
  return { selfSide, data };
}
