import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { crc32 } from '../../src/core/crc32.ts';

/** What is wrong with the downloads that the browser says are finished: those named as the studio named them. */
export function zipProblems(downloads: string): string[] {
  return finished(downloads).flatMap((name) => {
    try {
      const problem = problemOf(readFileSync(join(downloads, name)));
      return problem ? [`${name}: ${problem}`] : [];
    } catch (error) {
      return [`${name}: ${error}`];
    }
  });
}

/** How many pairs the newest download says that it has. */
export function pairsIn(path: string): number {
  const [, manifest] =
    Object.entries(unzipSync(readFileSync(path))).find(([name]) => name.endsWith('manifest.json')) ?? [];
  return manifest ? JSON.parse(strFromU8(manifest)).pairs.length : 0;
}

export const finished = (downloads: string) => readdirSync(downloads).filter((name) => name.endsWith('.zip'));

/** Each entry of the central directory against its bytes (APPNOTE.TXT, 4.3.12). Null: all is well. */
function problemOf(bytes: Buffer): string | null {
  const members = unzipSync(bytes);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry++) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    const content = members[name];
    if (!content) return `no ${name}`;
    if (crc32(content) !== bytes.readUInt32LE(at + 16)) return `${name} is damaged`;
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return members['manifest.json'] || Object.keys(members).some((name) => name.endsWith('/manifest.json'))
    ? null
    : 'no manifest.json';
}
