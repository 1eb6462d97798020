import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DatasetFile } from './types.ts';
import { zipFiles } from './zip.ts';

/** Our ZIPs in readers that share no code with ours. */

const folder = mkdtempSync(join(tmpdir(), 'zip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'set.zip');

const has = (command: string) =>
  spawnSync(command, ['-version']).status === 0 || spawnSync(command, ['-V']).status === 0;
const unless = (command: string) => (has(command) ? '' : ` (skipped: there is no ${command} here)`);

const fileOf = (name: string, content: Uint8Array): DatasetFile => ({ path: name, read: () => content });
const write = async (files: readonly DatasetFile[]) =>
  writeFileSync(path, new Uint8Array(await new Response(zipFiles(files, 8)).arrayBuffer()));

function python(script: string): unknown {
  const run = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** Prints a line an entry: name, bytes read, sum of them. It reads from a pipe, front to back. */
const JAVA = `
import java.util.zip.*;
public class Entries {
  public static void main(String[] a) throws Exception {
    try (ZipInputStream in = new ZipInputStream(System.in)) {
      for (ZipEntry e; (e = in.getNextEntry()) != null;) {
        long sum = 0, n = 0;
        for (int b; (b = in.read()) >= 0; n++) sum += b;
        System.out.println(e.getName() + " " + n + " " + sum);
      }
    }
  }
}`;

it.skipIf(!has('java'))(`Java reads it as a stream, front to back${unless('java')}`, { timeout: 60_000 }, async () => {
  await write([
    fileOf('a/é 猫.jpg', Uint8Array.of(1, 2, 255)),
    fileOf('b.png', new Uint8Array(0)),
    fileOf('c', Uint8Array.of(7)),
  ]);
  const source = join(folder, 'Entries.java');
  writeFileSync(source, JAVA);
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 ${source} < ${path}`],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toEqual(['a/é 猫.jpg 3 258', 'b.png 0 0', 'c 1 7']);
});

it.skipIf(!has('python3'))(`66,000 entries are read back whole${unless('python3')}`, { timeout: 120_000 }, async () => {
  const content = (i: number) => Uint8Array.of(i & 255, (i >> 8) & 255);
  await write(Array.from({ length: 66_000 }, (_, i) => fileOf(`é/${String(i).padStart(6, '0')}`, content(i))));
  const report = python(`
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
whole = all(z.read(n) == bytes([i & 255, i >> 8 & 255]) for i, n in enumerate(z.namelist()))
print(json.dumps([len(z.namelist()), z.namelist()[-1], whole, list({e.flag_bits for e in z.infolist()})]))`);
  expect(report).toEqual([66_000, 'é/065999', true, [0x800]]);
});

it.skipIf(!has('python3'))(`what lies beyond 4 GiB is found${unless('python3')}`, { timeout: 120_000 }, async () => {
  const zeros = new Uint8Array(2 ** 29);
  const files = [...'abcdefghi'].map((name) => fileOf(name, zeros));
  // Zeros are left out of the file, which makes it sparse: megabytes of the disk, not gigabytes.
  const handle = openSync(path, 'w');
  let at = 0;
  for await (const chunk of zipFiles([...files, fileOf('last', Uint8Array.of(42))])) {
    if (chunk !== zeros) writeSync(handle, chunk, 0, chunk.length, at);
    at += chunk.length;
  }
  closeSync(handle);
  expect(at).toBeGreaterThan(2 ** 32);
  const report = python(`
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps([len(z.namelist()), list(z.read('last')), z.getinfo('i').file_size, z.getinfo('last').header_offset > 2**32]))`);
  expect(report).toEqual([10, [42], 2 ** 29, true]);
});
