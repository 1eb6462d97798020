import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

/** What is wrong is told before a model is loaded, so these take no time. */
const LIST = 'docs/examples/prompts.json';

// Reading the engine's sources takes seconds on a busy machine, and is no part of any test.
beforeAll(async () => {
  await Promise.all([import('./generate.ts'), import('./merge.ts')]);
}, 60_000);

async function generate(...args: string[]) {
  const { exitCode, stdout, stderr } = await runHere(['generate', ...args]);
  expect(stdout).toBe('');
  return { exitCode, said: stderr };
}

describe('generate refuses', () => {
  it.each([
    ['nothing', [], 2, "required option '--prompts"],
    ['no place', ['--prompts', LIST], 2, "required option '--out"],
    ['a format that there is not', ['--prompts', LIST, '--out', 'x', '--format', 'bmp'], 2, 'Allowed choices are voc'],
    ['an option that the format lacks', ['--prompts', LIST, '--out', 'x', '--option', 'a=b'], 2, 'an option of “voc”'],
    ['a share beyond all', ['--prompts', LIST, '--out', 'x', '--train-percent', '120'], 3, '0 to 100 whole per cent'],
    ['a provider that there is not', ['--prompts', LIST, '--out', 'x', '--provider', 'abacus'], 2, 'Allowed choices'],
    ['a shard that is none', ['--prompts', LIST, '--out', 'x', '--shard', '4/3'], 2, 'such as 3/16'],
    ['a shard in a ZIP', ['--prompts', LIST, '--out', 'x.zip', '--shard', '1/3'], 2, 'to be a folder with --shard'],
    ['steps that are none', ['--prompts', LIST, '--out', 'x', '--steps', 'many'], 2, '--steps to be a whole number'],
    ['steps of a quick picture', ['--prompts', LIST, '--out', 'x', '--quick', '--steps', '9'], 2, '--quick or --steps'],
    ['a clip skip that is none', ['--prompts', LIST, '--out', 'x', '--clip-skip', '0'], 2, '--clip-skip to be a whole'],
    ['a seed that is too large', ['--prompts', LIST, '--out', 'x', '--seed', '4294967296'], 2, '--seed to be'],
    ['threads that are none', ['--prompts', LIST, '--out', 'x', '--threads', '0'], 2, '--threads to be'],
    [
      'more at once than threads',
      ['--prompts', LIST, '--out', 'x', '--threads', '1', '--at-once', '2'],
      2,
      '--at-once to',
    ],
    ['a list that is not there', ['--prompts', 'nowhere.json', '--out', 'x'], 3, 'at nowhere.json; there is none'],
    ['a folder as list', ['--prompts', 'docs', '--out', 'x'], 3, 'that is a folder'],
    [
      'a label set that is not there',
      ['--prompts', LIST, '--out', 'x', '--label-set', 'pets'],
      3,
      'voc, coco or a file',
    ],
    [
      'settings that are none',
      ['--prompts', LIST, '--out', 'x', '--settings', LIST],
      3,
      'Expected settings of the studio',
    ],
    [
      'a model that is not there',
      ['--prompts', LIST, '--out', 'x', '--model', './nowhere'],
      4,
      'there is none. Name the folder',
    ],
  ])('%s', async (_, args, exitCode, said) => {
    expect(await generate(...args)).toEqual({ exitCode, said: expect.stringContaining(said) });
  });

  it('to write over what is there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'set.zip'), 'precious');
    mkdirSync(join(folder, 'set'));
    writeFileSync(join(folder, 'set', 'notes.txt'), 'precious');
    for (const name of ['set.zip', 'set']) {
      const { exitCode, said } = await generate('--prompts', LIST, '--out', join(folder, name));
      expect([exitCode, linesOf(said).at(-1)?.code]).toEqual([2, 'arguments-invalid']);
    }
  });

  it('a folder that is no model', async () => {
    const folder = temporaryFolder();
    const { exitCode, said } = await generate('--prompts', LIST, '--out', 'x', '--model', folder);
    expect(exitCode).toBe(4);
    expect(linesOf(said).at(-1)).toMatchObject({ event: 'failed', code: expect.stringMatching(/^model-/) });
  });
});

it('merge refuses a folder without a run', async () => {
  const { exitCode, stderr } = await runHere(['merge', temporaryFolder(), '--out', 'x.zip']);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('has no run.json');
});
