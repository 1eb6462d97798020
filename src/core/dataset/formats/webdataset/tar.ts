/**
 * The records of a tar file of plain files (POSIX.1-2017, pax, "ustar Interchange Format"). Owner, mode and time are fixed: the same files
 * give the same bytes.
 */

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const MODE = 0o644;
const FILE = '0';
/** Holds what a file's own header cannot: its path as UTF-8, or a long one. */
const PAX_HEADER = 'x';

/** Where the fields of a header begin. */
const AT = { name: 0, mode: 100, owner: 108, group: 116, size: 124, time: 136, checksum: 148, type: 156, magic: 257 };

/**
 * One file of a tar.
 * @param name its path; other than short ASCII goes into a pax header, which all but the oldest readers know
 * @returns the parts of the file, `content` being one of them
 */
export function tarEntry(name: string, content: Uint8Array): Uint8Array[] {
  const bytes = new TextEncoder().encode(name);
  const isPlain = bytes.length === name.length && bytes.length <= NAME_BYTES;
  const extended = isPlain ? [] : entry(PAX_HEADER, new Uint8Array(), paxRecord('path', bytes));
  return [...extended, ...entry(FILE, bytes.subarray(0, NAME_BYTES), content)];
}

/** Two empty blocks end a tar. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK_BYTES);
}

function entry(type: string, name: Uint8Array, content: Uint8Array): Uint8Array[] {
  const padding = new Uint8Array((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
  return [header(type, name, content.length), content, padding];
}

function header(type: string, name: Uint8Array, bytes: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.set(name, AT.name);
  put(AT.mode, octal(MODE, 7));
  put(AT.owner, octal(0, 7));
  put(AT.group, octal(0, 7));
  put(AT.size, octal(bytes, 11));
  put(AT.time, octal(0, 11));
  put(AT.type, type);
  put(AT.magic, 'ustar\x0000');
  // The checksum is that of the header with spaces in its own place.
  put(AT.checksum, ' '.repeat(8));
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(AT.checksum, `${octal(sum, 6)} `);
  return block;
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits. */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = key.length + value.length + 3;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  const head = new TextEncoder().encode(`${length} ${key}=`);
  const record = new Uint8Array(length);
  record.set(head);
  record.set(value, head.length);
  record[length - 1] = 0x0a;
  return record;
}
