import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { STUDIO_VERSION } from '../src/version.ts';
import { runHere } from './testing/run-here.testkit.ts';

describe('a command line', () => {
  it('is told by its help, with examples', async () => {
    const { exitCode, stdout } = await runHere(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/completion <shell>[\s\S]*Examples:\n {2}# /);
  });

  // Bundling the sources for the first time takes seconds on a busy machine.
  it('outlives a reader that has seen enough', { timeout: 60_000 }, () => {
    const entry = fileURLToPath(new URL('dataset-diffusion.mjs', import.meta.url));
    const piped = execFileSync('bash', [
      '-c',
      '"$0" "$1" --help 2>&1 | (exec 0<&-); echo "$PIPESTATUS"',
      process.execPath,
      entry,
    ]);
    expect(String(piped)).toBe('0\n');
  });

  it('says its version', async () => {
    expect(await runHere(['--version'])).toEqual({ exitCode: 0, stdout: `${STUDIO_VERSION}\n`, stderr: '' });
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['paint']],
    ['an unknown option', ['completion', 'bash', '--loud']],
    ['a missing argument', ['completion']],
    ['a value that there is not', ['completion', 'tcsh']],
  ])('ends with 2 for %s, and says what there is', async (_, args) => {
    const { exitCode, stdout, stderr } = await runHere(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Usage:|--help tells what there is|Allowed choices/);
  });
});

describe('completion', () => {
  it('completes commands, options and values in bash', async () => {
    const { stdout } = await runHere(['completion', 'bash']);
    const complete = (...words: string[]) =>
      execFileSync('bash', [
        '-c',
        `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dataset_diffusion; echo "\${COMPREPLY[@]}"`,
        'bash',
        'dataset-diffusion',
        ...words,
      ]).toString();
    expect(complete('compl')).toBe('completion\n');
    expect(complete('completion', '--q')).toBe('--quiet\n');
    expect(complete('models', '')).toBe('list fetch remove check --help\n');
    expect(complete('models', 'check', '--f')).toBe('--forget-damaged\n');
    expect(complete('generate', '--provider', 'c')).toBe('cpu cuda coreml\n');
  });

  it.each(['zsh', 'fish'])('has a script for %s', async (shell) => {
    const { stdout } = await runHere(['completion', shell]);
    expect(stdout).toContain('dataset-diffusion');
  });

  it('is one JSON object with --json', async () => {
    const { stdout } = await runHere(['completion', 'fish', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ shell: 'fish', script: expect.stringContaining('complete -c') });
  });
});
