const KINDS: readonly (readonly [kind: string, at: number, start: string])[] = [
  ['JPEG', 0, '\xff\xd8\xff'],
  ['PNG', 0, '\x89PNG\r\n\x1a\n'],
  ['WebP', 8, 'WEBP'],
  ['AVIF', 4, 'ftypavif'],
  ['HEIC', 4, 'ftyphei'],
  ['HEIC', 4, 'ftypmif1'],
  ['GIF', 0, 'GIF8'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['BMP', 0, 'BM'],
];

/** What kind of picture a file is, by its first bytes; null: none that is known. */
export function pictureKind(bytes: Uint8Array): string | null {
  const isThere = (at: number, start: string) => [...start].every((sign, i) => bytes[at + i] === sign.charCodeAt(0));
  return KINDS.find(([, at, start]) => isThere(at, start))?.[0] ?? null;
}

/** Why a file cannot be read as a picture, by its first bytes; null where it may be one. @param path for the message */
export function notReadable(bytes: Uint8Array, path: string): string | null {
  const kind = pictureKind(bytes);
  if (kind === 'JPEG' || kind === 'PNG') return null;
  const found = bytes.length === 0 ? 'an empty file' : kind === null ? 'something else' : `a ${kind} file. Convert it`;
  return `Expected a JPEG or PNG at ${path}, found ${found}.`;
}
