import { WireType } from '@bufbuild/protobuf/wire';
import type { BlobLike } from './blob-types.ts';
import type { ByteRange, Piece } from './chains.ts';
import { ReadAhead } from './read-ahead.ts';

/** Where an answer takes long, and bytes little. */
const FAR = { firstReadBytes: 16 * 1024, growth: 4 };
const NEAR = { firstReadBytes: 4 * 1024, growth: 2 };
const LARGEST_READ_BYTES = 1024 * 1024;
/** A tag and a length take at most ten bytes each. */
const HEAD_BYTES = 20;

/** The bytes are no protobuf message, or end within one. */
export class WireError extends Error {}

/** One field of a message: where it begins (tag included) and where its value lies. */
export interface FieldRange {
  readonly field: number;
  readonly wire: WireType;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Value of a varint field; exact below 2⁵³. */
  readonly varint: number;
}

/**
 * Reads a Blob by ranges. A run of neighbouring reads makes the window grow, a jump makes it small again, so that
 * stepping over weights reads next to nothing of them. Of a Blob that answers several reads at once, places where the next
 * weights may begin are read with each.
 */
export class BlobCursor {
  readonly #blob: BlobLike;
  readonly #ahead: ReadAhead | null;
  #window = new Uint8Array(0);
  #windowStart = 0;
  #readBytes: number;
  #position = 0;

  constructor(blob: BlobLike) {
    this.#blob = blob;
    this.#ahead = (blob.parallelReads ?? 1) > 1 ? new ReadAhead(blob.size) : null;
    this.#readBytes = this.#pace.firstReadBytes;
  }

  get #pace() {
    return this.#ahead ? FAR : NEAR;
  }

  /**
   * Tells of a weight whose fields were read, for the guess where the next ones lie.
   * @param elements null: as many as its bytes hold of the numbers before
   */
  passed(elements: number | null, weightBytes: number, { start, valueEnd }: FieldRange): void {
    this.#ahead?.note({ elements, weightBytes, fieldBytes: valueEnd - start, end: valueEnd });
  }

  /** The bytes of a range, as a copy that outlives the window. @throws WireError if the range ends after the file */
  async bytes(start: number, end: number): Promise<Uint8Array> {
    this.#position = start;
    await this.#ensure(end - start);
    const at = start - this.#windowStart;
    return this.#window.slice(at, at + end - start);
  }

  /** The fields of the message in a range, in file order. The caller may read elsewhere between two of them. */
  async *fields(start: number, end: number): AsyncGenerator<FieldRange> {
    let position = start;
    while (position < end) {
      this.#position = position;
      await this.#ensure(Math.min(HEAD_BYTES, end - position));
      const field = this.#head(position, end);
      yield field;
      position = field.valueEnd;
    }
  }

  #head(start: number, end: number): FieldRange {
    const tag = this.#varint(end);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (field === 0) throw new WireError(`field number 0 at byte ${start}`);
    const afterTag = this.#position;
    const varint = wire === WireType.Varint || wire === WireType.LengthDelimited ? this.#varint(end) : 0;
    const valueStart = wire === WireType.LengthDelimited ? this.#position : afterTag;
    const valueEnd = valueStart + valueBytes(wire, varint, this.#position - afterTag, start);
    if (valueEnd > end) throw new WireError(`a field at byte ${start} ends at ${valueEnd}, after its message (${end})`);
    return { field, wire, start, valueStart, valueEnd, varint };
  }

  #varint(end: number): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      if (this.#position >= end) throw new WireError(`a number breaks off at byte ${end}`);
      const byte = this.#window[this.#position++ - this.#windowStart] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new WireError(`a number of more than ten bytes before byte ${this.#position}`);
  }

  /** Makes the window hold `count` bytes from the position on. */
  async #ensure(count: number): Promise<void> {
    const [from, windowEnd] = [this.#position, this.#windowStart + this.#window.byteLength];
    if (from + count > this.#blob.size) throw new WireError(`the file ends at byte ${this.#blob.size}`);
    if (from >= this.#windowStart && from + count <= windowEnd) return;
    if (this.#turnTo(from, count)) return;
    const follows = from >= this.#windowStart && from <= windowEnd;
    const { firstReadBytes, growth } = this.#pace;
    this.#readBytes = follows ? Math.min(this.#readBytes * growth, LARGEST_READ_BYTES) : firstReadBytes;
    const end = Math.min(from + Math.max(count, this.#readBytes), this.#blob.size);
    const wanted = { start: from, end };
    const guessed = this.#ahead?.ranges(wanted, this.#blob.parallelReads ?? 1) ?? [];
    const pieces = await Promise.all([wanted, ...this.#inside(guessed)].map((one) => this.#read(one)));
    this.#ahead?.add(pieces);
    this.#window = pieces[0]?.bytes ?? new Uint8Array(0);
    this.#windowStart = from;
    if (this.#window.byteLength < count) throw new WireError(`the file breaks off at byte ${from}`);
  }

  /** Whether the bytes were read ahead. */
  #turnTo(from: number, count: number): boolean {
    const found = this.#ahead?.pieceWith(from, count);
    if (!found) return false;
    this.#window = found.bytes;
    this.#windowStart = found.start;
    return true;
  }

  #inside(ranges: readonly ByteRange[]): ByteRange[] {
    const { size } = this.#blob;
    return ranges
      .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(end, size) }))
      .filter(({ start, end }) => start < end);
  }

  async #read({ start, end }: ByteRange): Promise<Piece> {
    return { start, bytes: new Uint8Array(await this.#blob.slice(start, end).arrayBuffer()) };
  }
}

function valueBytes(wire: number, varint: number, varintBytes: number, start: number): number {
  switch (wire) {
    case WireType.Varint:
      return varintBytes;
    case WireType.LengthDelimited:
      return varint;
    case WireType.Bit32:
      return 4;
    case WireType.Bit64:
      return 8;
    default:
      throw new WireError(`wire type ${wire} at byte ${start}, which ONNX does not use`);
  }
}
