/**
 * Plain files of a tar (POSIX.1-2017, pax; GNU tar's long names): what webdataset's shards and GNU tar have. Links, folders and devices
 * are passed over.
 */

const BLOCK_BYTES = 512;
const AT = { name: 0, size: 124, checksum: 148, type: 156, magic: 257, prefix: 345 };
const FILES = ['0', '\0'];
const PAX_HEADER = 'x';
const GNU_LONG_NAME = 'L';

export interface TarMember {
  readonly name: string;
  /** A view of the tar's bytes. */
  readonly content: Uint8Array;
}

/** @throws Error for bytes that are no tar, or where it is cut off */
export function readTar(bytes: Uint8Array): TarMember[] {
  const members: TarMember[] = [];
  const latin1 = new TextDecoder('latin1');
  const utf8 = new TextDecoder();
  const textAt = (at: number, length: number, decoder = utf8) => {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return decoder.decode(end < 0 ? field : field.subarray(0, end));
  };
  let longName: string | null = null;
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const block = bytes.subarray(at, at + BLOCK_BYTES);
    if (block.every((byte) => byte === 0)) return members;
    const said = Number.parseInt(textAt(at + AT.checksum, 8, latin1), 8);
    if (said !== checksum(block)) throw new Error(`No tar: the header at byte ${at} has another checksum.`);
    const size = Number.parseInt(textAt(at + AT.size, 12, latin1), 8);
    const begin = at + BLOCK_BYTES;
    if (!(size >= 0) || begin + size > bytes.length) throw new Error(`The tar is cut off at byte ${bytes.length}.`);
    const content = bytes.subarray(begin, begin + size);
    const type = String.fromCharCode(block[AT.type] as number);
    if (type === PAX_HEADER) longName = paxPath(content) ?? longName;
    else if (type === GNU_LONG_NAME) longName = textAt(begin, size);
    else {
      const prefix = textAt(at + AT.magic, 6, latin1) === 'ustar' ? textAt(at + AT.prefix, 155) : '';
      const name = longName ?? (prefix === '' ? '' : `${prefix}/`) + textAt(at + AT.name, 100);
      if (FILES.includes(type)) members.push({ name, content });
      longName = null;
    }
    at = begin + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  // A tar without its end: GNU tar takes it, too, but one that is cut off within a member is not whole.
  if (members.length === 0) throw new Error('No tar: there is no member.');
  return members;
}

/** The sum of a header's bytes with spaces in the place of the sum. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK_BYTES; i++) if (i < AT.checksum || i >= AT.checksum + 8) sum += block[i] as number;
  return sum;
}

/** `LENGTH path=VALUE\n` among a pax header's records. */
function paxPath(content: Uint8Array): string | null {
  const decoder = new TextDecoder();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(decoder.decode(content.subarray(at, space)));
    if (space < 0 || !(length > 0)) return null;
    const record = decoder.decode(content.subarray(space + 1, at + length - 1));
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return null;
}
