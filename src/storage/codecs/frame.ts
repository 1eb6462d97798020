import { crc32 } from '../../core/crc32.ts';
import { StudioError } from '../../core/errors.ts';

/** Marks a file of ours: `DDS1` in ASCII. */
const MAGIC = 0x31534444;
/** u32 little-endian each: magic, format version, header bytes, payload bytes, CRC-32 of header and payload. */
const PREFIX_BYTES = 20;

export interface Frame {
  /** Names the format in messages, such as `attention record`. */
  readonly what: string;
  readonly version: number;
  /** What a person can do about a damaged file, as a sentence; missing: make the pair anew. */
  readonly wayOut?: string;
}

function corrupt(frame: Frame, expected: string, found: string): StudioError {
  const { wayOut = 'Remove this pair and generate it again from its settings.' } = frame;
  return new StudioError({
    code: 'record-corrupt',
    message: `The stored ${frame.what} cannot be read: expected ${expected}, found ${found}. ${wayOut}`,
    details: { expected, found },
  });
}

/**
 * Packs a JSON header and binary parts into one file that notices damage. The payload starts at a multiple of 4 bytes
 * and the parts follow each other without gaps, so fp32 parts stay aligned. Numbers are little-endian, as on every
 * platform that browsers run on.
 */
export function encodeFrame(frame: Frame, header: object, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 4) * 4;
  const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + payloadBytes);
  bytes.fill(' '.charCodeAt(0), PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  let offset = PREFIX_BYTES + headerBytes;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  const crc = crc32(bytes.subarray(PREFIX_BYTES));
  new Uint32Array(bytes.buffer, 0, 5).set([MAGIC, frame.version, headerBytes, payloadBytes, crc]);
  return bytes;
}

/**
 * Undoes `encodeFrame`. The header is JSON that nobody has looked at yet; `payload` is a view of `bytes`.
 *
 * @throws StudioError `record-corrupt`, naming what was expected and found: no file of ours, another version, cut off,
 *   changed bytes, or a header that is no JSON
 */
export function decodeFrame(frame: Frame, bytes: Uint8Array): { header: unknown; payload: Uint8Array } {
  if (bytes.length < PREFIX_BYTES) throw corrupt(frame, `at least ${PREFIX_BYTES} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES);
  const field = (index: number) => view.getUint32(4 * index, true);
  if (field(0) !== MAGIC) {
    throw corrupt(frame, `signature ${MAGIC.toString(16)}`, field(0).toString(16));
  }
  if (field(1) !== frame.version) throw corrupt(frame, `format version ${frame.version}`, `version ${field(1)}`);
  const payloadStart = PREFIX_BYTES + field(2);
  const length = payloadStart + field(3);
  if (bytes.length !== length) throw corrupt(frame, `${length} bytes`, `${bytes.length} bytes`);
  const crc = crc32(bytes.subarray(PREFIX_BYTES));
  if (crc !== field(4)) throw corrupt(frame, `checksum ${field(4).toString(16)}`, `checksum ${crc.toString(16)}`);
  const json = new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, payloadStart));
  return { header: parsed(frame, json), payload: bytes.subarray(payloadStart) };
}

function parsed(frame: Frame, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw corrupt(frame, 'a header of JSON', 'none');
  }
}

/** The format version that `bytes` claim to be of; null where they are too short to say. */
export function frameVersion(bytes: Uint8Array): number | null {
  if (bytes.length < PREFIX_BYTES) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES).getUint32(4, true);
}

/** A frame whose bytes are whole but whose content is not what its format promises. */
export function wrongContent(frame: Frame, expected: string, found: string): StudioError {
  return corrupt(frame, expected, found);
}
