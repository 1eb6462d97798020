import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readList } from '../../src/core/lists/list-rules.fixture.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';

const folder = mkdtempSync(join(tmpdir(), 'plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('plan', () => {
  test.each(['list.json', 'list.csv', 'list.txt'])(
    'writes %s that shows each class as often as asked for',
    async (name) => {
      const out = join(folder, name);
      const { exitCode, stdout } = await runHere(['plan', '--per-class', '6', '--seed', '3', '--out', out, '--json']);
      expect(exitCode).toBe(0);
      const counts = new Map<number, number>();
      for (const row of readList(readFileSync(out, 'utf8'), name.endsWith('txt') ? 'text' : undefined).rows) {
        if (!row.ok) throw new Error(row.error.message);
        for (const id of row.item.classIds) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      expect([...counts.values()]).toEqual(Array(20).fill(6));
      expect(linesOf(stdout)).toMatchObject([{ shortfalls: [], planned: { cat: 6, tvmonitor: 6 } }]);
    },
  );

  test('is the same for the same seed, and another for another', async () => {
    const made = async (seed: string) => {
      const out = join(folder, 'seed.json');
      await runHere(['plan', '--per-class', '4', '--seed', seed, '--out', out, '--quiet']);
      return readFileSync(out, 'utf8');
    };
    expect(await made('1')).toBe(await made('1'));
    expect(await made('2')).not.toBe(await made('1'));
  });

  test('says what cannot be had, and ends with 7', async () => {
    const args = ['--target', 'cat=2', 'boat=2', '--apart', 'cat+boat', '--sizes', '0,100,0'];
    const { exitCode, stdout } = await runHere(['plan', ...args, '--out', join(folder, 'x.json'), '--quiet']);
    expect(stdout).toMatch(/cat: none of 2\. Each picture has at least two classes/);
    expect(exitCode).toBe(7);
  });

  test.each([
    ['an unknown class', ['--target', 'unicorn=2'], 3, /Expected a class of/],
    ['no number', ['--per-class', 'many'], 2, /--per-class to be a whole number/],
    ['two shares', ['--per-class', '1', '--sizes', '1,2'], 2, /three shares/],
    ['no class at all', [], 3, /No class is to be shown/],
  ])('fails with a sentence for %s', async (_, args, code, message) => {
    const { exitCode, stderr } = await runHere(['plan', ...args, '--out', join(folder, 'never.json'), '--quiet']);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });

  test('fails with a sentence where it may not write', async () => {
    const { exitCode, stderr } = await runHere(['plan', '--per-class', '1', '--out', folder, '--quiet']);
    expect(stderr).toMatch(/usable/);
    expect(exitCode).toBe(5);
  });
});

describe('sites', () => {
  test.each(['public/models/emoji-scenes', 'public/models/emoji-scenes/unet/model.onnx'])(
    'lists those of %s',
    async (model) => {
      const { exitCode, stdout } = await runHere(['sites', '--model', model, '--json', '--quiet']);
      expect(linesOf(stdout)).toMatchObject([{ selfSites: 8, crossSites: 8, untapped: [] }]);
      expect(exitCode).toBe(0);
    },
  );

  test('fails with a sentence for a missing file', async () => {
    const { exitCode, stderr } = await runHere(['sites', '--model', join(folder, 'no.onnx'), '--quiet']);
    expect(stderr).toMatch(/cannot be opened \(ENOENT\)/);
    expect(exitCode).toBe(3);
  });
});
