import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { DatasetFile } from './types.ts';
import { zipFiles } from './zip.ts';

const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());
const fileOf = ([path, content]: [string, Uint8Array]): DatasetFile => ({ path, read: () => content });
const contentArbitrary = fc.dictionary(fc.stringMatching(/^[a-z0-9/_é.-]{0,10}[a-z]$/), fc.uint8Array(), {
  minKeys: 1,
});

it('gives sorted names and the same bytes for the same files in any order', async () => {
  await fc.assert(
    fc.asyncProperty(contentArbitrary, async (content) => {
      const files = Object.entries(content).map(fileOf);
      const zip = await bytesOf(zipFiles(files));
      expect(await bytesOf(zipFiles([...files].reverse()))).toEqual(zip);
      const names = Object.entries(unzipSync(zip));
      expect(names.map(([name]) => name)).toEqual(Object.keys(content).sort());
      for (const [name, bytes] of names) expect(bytes).toEqual(content[name]);
    }),
    { numRuns: 50 },
  );
});

it('gives the same bytes in every time zone', async () => {
  const zip = await bytesOf(zipFiles([fileOf(['a', Uint8Array.of(1)])]));
  // MS-DOS time 12:00:00 and date 1980-01-01 of the first local header.
  expect([...zip.subarray(10, 14)]).toEqual([0, 96, 33, 0]);
});

it.each([1, 3])('reads no more than %d ahead of the file whose turn it is', async (readAhead) => {
  const reads: string[] = [];
  const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({
    path,
    read: () => {
      reads.push(path);
      return new Uint8Array(200_000);
    },
  }));
  const reader = zipFiles(files, readAhead).getReader();
  let bytes = 0;
  while (bytes < 100_000) bytes += (await reader.read()).value?.length ?? 0;
  expect(reads).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].slice(0, 1 + readAhead));
  reader.releaseLock();
});

it('ends with the failure of a file', async () => {
  const broken = { path: 'a', read: () => Promise.reject(new Error('gone')) };
  await expect(bytesOf(zipFiles([broken]))).rejects.toThrow('gone');
});

it('refuses a repeated path', () => {
  const file = fileOf(['a', new Uint8Array(1)]);
  expect(() => zipFiles([file, file])).toThrow('unique');
  expect(() => zipFiles([file, { ...file, path: 'A' }])).toThrow('unique');
});

it('writes a file that comes in parts as one', async () => {
  const whole = Uint8Array.of(1, 2, 3, 4, 5);
  const parts = { path: 'a', read: () => [whole.subarray(0, 2), new Uint8Array(0), whole.subarray(2)] };
  const expected = await bytesOf(zipFiles([fileOf(['a', whole])]));
  expect(await bytesOf(zipFiles([parts]))).toEqual(expected);
  const madeAnew = {
    *[Symbol.iterator]() {
      for (const byte of whole) yield Uint8Array.of(byte);
    },
  };
  expect(await bytesOf(zipFiles([{ path: 'a', read: () => madeAnew }]))).toEqual(expected);
});

it.each(['é', '猫', 'a b'])('marks the name %j as UTF-8 in both headers', async (name) => {
  const zip = await bytesOf(zipFiles([fileOf([name, Uint8Array.of(65)])]));
  expect(strFromU8(unzipSync(zip)[name] as Uint8Array)).toBe('A');
  const view = new DataView(zip.buffer);
  const central = view.getUint32(zip.length - 6, true);
  expect([view.getUint32(0, true), view.getUint32(central, true)]).toEqual([0x04034b50, 0x02014b50]);
  expect([view.getUint16(6, true), view.getUint16(central + 8, true)]).toEqual([0x0800, 0x0800]);
});

it('reads a large file when its turn comes, and never ahead', async () => {
  const reads: string[] = [];
  const read = (path: string) => () => {
    reads.push(path);
    return new Uint8Array(100_000);
  };
  const files = ['a', 'b', 'c', 'd'].map((path) => ({ path, isLarge: path !== 'd', read: read(path) }));
  const reader = zipFiles(files, 8).getReader();
  let bytes = 0;
  while (bytes < 50_000) bytes += (await reader.read()).value?.length ?? 0;
  await Promise.resolve();
  expect(reads.filter((path) => path !== 'd')).toEqual(['a']);
  while (!(await reader.read()).done);
  expect(reads.filter((path) => path !== 'd')).toEqual(['a', 'b', 'c']);
});
