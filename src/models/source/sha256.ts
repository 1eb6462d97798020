import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blobBytes } from './blob-bytes.ts';

/** Web Crypto takes a file as a whole; larger ones are hashed piece by piece, so that they never pass through memory. */
const WHOLE_BYTES = 64 * 1024 * 1024;

/** SHA-256 in hex; null where the page has no Web Crypto (it needs https or localhost). */
export async function sha256Hex(content: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle;
  return subtle ? bytesToHex(new Uint8Array(await subtle.digest('SHA-256', content))) : null;
}

const SAMPLES = 64;
const SAMPLE_BYTES = 256 * 1024;

/** SHA-256 in hex of a file's size and of samples spread evenly over it, its first and last bytes among them. */
export function sampledSha256Hex(content: Blob): Promise<string> {
  const last = Math.max(0, content.size - SAMPLE_BYTES);
  const samples = Array.from({ length: SAMPLES }, (_, i) => {
    const start = Math.floor((i * last) / (SAMPLES - 1));
    return content.slice(start, start + SAMPLE_BYTES);
  });
  return blobSha256Hex(new Blob([`${content.size}\n`, ...samples]));
}

/** SHA-256 of a file of any size in hex, on any page. */
export async function blobSha256Hex(content: Blob, wholeBytes = WHOLE_BYTES): Promise<string> {
  const whole = content.size <= wholeBytes ? await sha256Hex(await blobBytes(content)) : null;
  if (whole !== null) return whole;
  const hash = sha256.create();
  const reader = content.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) hash.update(next.value);
  return bytesToHex(hash.digest());
}
