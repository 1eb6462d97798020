import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { tarEnd, tarEntry } from './tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAMES = ['a.jpg', 'é_猫.png', `${'x'.repeat(96)}.jpg`, `${'y'.repeat(97)}.jpg`, `${'猫'.repeat(80)}.json`];
const contents = (i: number) => new Uint8Array([0, 511, 512, 513, 2000][i] as number).fill(i + 1);

function tar(): Uint8Array {
  const parts = [...NAMES.flatMap((name, i) => tarEntry(name, contents(i))), tarEnd()];
  return Buffer.concat(parts);
}

const python = spawnSync('python3', ['-c', 'import tarfile']).status === 0;
it.skipIf(!python)(`Python's tarfile reads it${python ? '' : ' (skipped: there is no python3 here)'}`, () => {
  const path = join(folder, 'a.tar');
  writeFileSync(path, tar());
  const script = `
import json, sys, tarfile
t = tarfile.open(sys.argv[1], 'r|')
print(json.dumps([[m.name, m.size, m.mode, m.mtime, list(set(t.extractfile(m).read()))] for m in t]))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(
    NAMES.map((name, i) => [name, contents(i).length, 0o644, 0, contents(i).length ? [i + 1] : []]),
  );
});

const gnu = spawnSync('tar', ['--version']).status === 0;
it.skipIf(!gnu)(`tar lists it${gnu ? '' : ' (skipped: there is no tar here)'}`, () => {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { stdout, stderr } = spawnSync('tar', ['-t', '--quoting-style=literal'], {
    input: tar(),
    encoding: 'utf8',
    env,
  });
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toEqual(NAMES);
});

it('fills whole blocks and is the same each time', () => {
  expect(tar().length % 512).toBe(0);
  expect(tar()).toEqual(tar());
});
