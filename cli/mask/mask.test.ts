import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

// Reading the engine's sources takes seconds on a busy machine, and is no part of any test.
beforeAll(async () => {
  await import('./mask.ts');
}, 60_000);

/** Photographs that are none: enough for what is told before a model is loaded. */
function photographs(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'cat'));
  writeFileSync(join(folder, 'cat/1.jpg'), '\xff\xd8\xff', 'latin1');
  writeFileSync(join(folder, 'cat/2.jpg'), 'text');
  writeFileSync(join(folder, 'list.csv'), 'file,classes\ncat/1.jpg,dgo\ncat/3.jpg,cat\ncat/2.jpg,cat\n');
  return folder;
}

async function refusal(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runHere(['mask', ...args, '--out', 'x', '--json']);
  expect(stdout).toBe('');
  return { exitCode, failure: exitCode === 2 && !stderr.startsWith('{') ? stderr : linesOf(stderr).at(-1) };
}

describe('mask refuses', () => {
  it('rows that cannot be made, and names each', async () => {
    const folder = photographs();
    const { exitCode, failure } = await refusal(['--images', folder, '--list', join(folder, 'list.csv')]);
    expect(exitCode).toBe(3);
    expect(failure).toMatchObject({
      code: 'prompt-invalid',
      message: expect.stringContaining('3 of 3 cannot be made'),
      details: {
        rows: [
          'Row 2: “dgo”: no class of PASCAL VOC (20 classes).',
          `Row 3: Expected a picture at ${join(folder, 'cat/3.jpg')}; there is none.`,
          `Row 4: Expected a JPEG or PNG at ${join(folder, 'cat/2.jpg')}, found something else.`,
        ],
      },
    });
  });

  it('files in a folder that are no pictures', async () => {
    const { exitCode, failure } = await refusal(['--images', photographs()]);
    expect(exitCode).toBe(3);
    expect(failure).toMatchObject({
      details: { rows: [expect.stringContaining('cat/2.jpg: Expected a JPEG or PNG')] },
    });
  });

  it.each([
    ['no folder', [], 2, /required option '--images/],
    ['a missing folder', ['--images', 'nowhere'], 3, /Expected a readable folder at nowhere/],
    ['a missing list', ['--images', 'docs', '--list', 'no.csv'], 3, /a list of photographs at no\.csv; there is none/],
    ['classes that there are not', ['--images', 'docs', '--classes', 'cat, dgo'], 3, /“dgo”: no class of PASCAL VOC/],
    ['a folder without pictures', ['--images', 'docs/examples'], 3, /Expected pictures in docs\/examples; found none/],
    [
      'a way to fit that there is not',
      ['--images', 'docs', '--fit', 'pad'],
      2,
      /Allowed choices are whole, stretch, crop/,
    ],
  ])('%s', async (_, args, code, message) => {
    const { exitCode, failure } = await refusal(args);
    expect(JSON.stringify(failure)).toMatch(message);
    expect(exitCode).toBe(code);
  });
});
