import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTar } from './read-tar.ts';
import { tarEnd, tarEntry } from './tar.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const LONG = `${'a'.repeat(90)}/${'b'.repeat(90)}.jpg`;
const CONTENT: readonly (readonly [string, string])[] = [
  ['short.jpg', 'x'],
  ['empty.png', ''],
  ['mit Ümlaut 猫.json', 'y'.repeat(1000)],
  [LONG, 'z'.repeat(512)],
];
const named = (tar: Uint8Array) =>
  Object.fromEntries(readTar(tar).map(({ name, content }) => [name, new TextDecoder().decode(content)]));

test('what tarEntry wrote is read back', () => {
  const parts = CONTENT.flatMap(([name, text]) => tarEntry(name, bytesOf(text)));
  expect(named(new Uint8Array(Buffer.concat([...parts, tarEnd()])))).toEqual(Object.fromEntries(CONTENT));
});

test.each(['gnu', 'pax', 'ustar'])('what tar --format=%s wrote is read', (format) => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  try {
    mkdirSync(join(folder, 'a'.repeat(90)));
    for (const [name, text] of CONTENT) writeFileSync(join(folder, name), text);
    const names = CONTENT.map(([name]) => name);
    const run = spawnSync('tar', [`--format=${format}`, '-cf', 'out.tar', ...names], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(named(readFileSync(join(folder, 'out.tar')))).toEqual(Object.fromEntries(CONTENT));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is none, and what is cut off, is an error', () => {
  const tar = new Uint8Array(Buffer.concat(tarEntry('a.jpg', bytesOf('x'.repeat(600)))));
  expect(() => readTar(tar.subarray(0, 1024))).toThrow(/cut off/);
  expect(() => readTar(bytesOf('no tar '.repeat(200)))).toThrow(/checksum/);
  expect(() => readTar(new Uint8Array(10))).toThrow(/No tar/);
});
