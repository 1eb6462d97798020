/**
 * The records of a ZIP file of stored entries (PKWARE APPNOTE.TXT 6.3.10), little-endian. Sizes and checksums stand in each entry's own
 * header: readers that stream, such as Java's ZipInputStream, refuse stored entries that tell them afterwards.
 */

/** What is known of an entry before its bytes are written. */
export interface ZipEntry {
  /** UTF-8. */
  readonly name: Uint8Array;
  readonly crc: number;
  /** Less than 4 GiB: it is in memory. */
  readonly bytes: number;
  /** Of its local header, from the beginning of the file. */
  readonly offset: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END = 0x06054b50;

/** Bit 11: names are UTF-8 (4.4.4). */
const UTF8_NAMES = 0x0800;
const STORED = 0;
const VERSION = 20;
const ZIP64_VERSION = 45;
const ZIP64_EXTRA = 1;

/** A field that is full says: see the Zip64 record. */
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

/** 12:00:00 on 1980-01-01 in MS-DOS format, the first day that it knows: a fixed time gives the same bytes every day. */
const ENTRY_TIME = 12 << 11;
const ENTRY_DATE = (1 << 5) | 1;

/** 4.3.7; the entry's bytes follow. */
export function localHeader({ name, crc, bytes }: ZipEntry): Uint8Array<ArrayBuffer> {
  const record = new RecordWriter(30 + name.length);
  record.u32(LOCAL_HEADER).u16(VERSION).u16(UTF8_NAMES).u16(STORED).u16(ENTRY_TIME).u16(ENTRY_DATE);
  record.u32(crc).u32(bytes).u32(bytes).u16(name.length).u16(0);
  return record.raw(name).done();
}

/** 4.3.12, with a Zip64 field (4.5.3) where the entry lies beyond 4 GiB. */
export function centralHeader({ name, crc, bytes, offset }: ZipEntry): Uint8Array<ArrayBuffer> {
  const isFar = offset >= FULL_32;
  const extraBytes = isFar ? 12 : 0;
  const version = isFar ? ZIP64_VERSION : VERSION;
  const record = new RecordWriter(46 + name.length + extraBytes);
  record.u32(CENTRAL_HEADER).u16(version).u16(version).u16(UTF8_NAMES).u16(STORED).u16(ENTRY_TIME).u16(ENTRY_DATE);
  record.u32(crc).u32(bytes).u32(bytes).u16(name.length).u16(extraBytes);
  // Comment, disk, attributes inside and outside.
  record.u16(0).u16(0).u16(0).u32(0);
  record.u32(isFar ? FULL_32 : offset).raw(name);
  if (isFar) record.u16(ZIP64_EXTRA).u16(8).u64(offset);
  return record.done();
}

/** 4.3.14 to 4.3.16: how many entries there are, and where their central headers lie. */
export function endRecords(entries: number, start: number, end: number): Uint8Array<ArrayBuffer> {
  const bytes = end - start;
  const needsZip64 = entries >= FULL_16 || start >= FULL_32 || bytes >= FULL_32;
  const record = new RecordWriter(needsZip64 ? 56 + 20 + 22 : 22);
  if (needsZip64) {
    // The size leaves out the signature and itself.
    record.u32(ZIP64_END).u64(44).u16(ZIP64_VERSION).u16(ZIP64_VERSION).u32(0).u32(0);
    record.u64(entries).u64(entries).u64(bytes).u64(start);
    record.u32(ZIP64_LOCATOR).u32(0).u64(end).u32(1);
  }
  const count = Math.min(entries, FULL_16);
  record.u32(END).u16(0).u16(0).u16(count).u16(count);
  return record.u32(Math.min(bytes, FULL_32)).u32(Math.min(start, FULL_32)).u16(0).done();
}

class RecordWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true);
    this.#at += 8;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    if (this.#at !== this.#bytes.length) throw new Error(`A record of ${this.#bytes.length} bytes got ${this.#at}`);
    return this.#bytes;
  }
}
