import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, ROOT_FOLDER } from '../testing/run-here.testkit.ts';

/** Processes of the command line itself, with the bundled model. */
const ENTRY = join(ROOT_FOLDER, 'cli/dataset-diffusion.mjs');
const PICTURES = 6;
const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
const MODEL = join(folder, 'model');
const LIST = join(folder, 'list.json');
const WHOLE = join(folder, 'whole.zip');

interface Ended {
  readonly exitCode: number | string | null;
  readonly events: readonly Record<string, unknown>[];
}

/** @param onEvent told as the process tells it, while it runs */
function run(
  args: readonly string[],
  onEvent: (event: Record<string, unknown>, child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [ENTRY, ...args, '--json'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const events: Record<string, unknown>[] = [];
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const event of linesOf(lines.join('\n'))) {
      events.push(event);
      onEvent(event, child);
    }
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ exitCode: code ?? signal, events }));
  });
}

const generateArgs = (out: string) => [
  ...['generate', '--prompts', LIST, '--model', MODEL, '--steps', '2', '--threads', '1', '--out', join(folder, out)],
];
const listOf = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, i) => ({ caption: `a cat, number ${i}`, classes: ['cat'] })));
const isFirstPair = ({ event, done }: Record<string, unknown>) => event === 'progress' && done === 1;
const doneIn = (events: Ended['events']) =>
  events.flatMap(({ event, done }) => (event === 'progress' ? [Number(done)] : []));
const workFiles = (out: string) =>
  readdirSync(join(folder, `${out}.work`), { recursive: true, encoding: 'utf8' }).sort();
const isWhole = (out: string) => readFileSync(join(folder, out)).equals(readFileSync(WHOLE));

beforeAll(async () => {
  cpSync(join(ROOT_FOLDER, 'public/models/emoji-scenes'), MODEL, { recursive: true });
  writeFileSync(LIST, listOf(PICTURES));
  expect((await run(generateArgs('whole.zip'))).exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.concurrent('a process that is asked to end while it makes a picture', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s finishes that picture and ends with %i; --resume makes the bytes of a run in one go',
    async (signal, exitCode) => {
      const out = `${signal}.zip`;
      const ended = await run(generateArgs(out), (event, child) => {
        if (isFirstPair(event)) child.kill(signal);
      });
      expect(ended.exitCode).toBe(exitCode);
      const asked = ended.events.findIndex(({ event }) => event === 'interrupted');
      const [before, after] = [doneIn(ended.events.slice(0, asked)), doneIn(ended.events.slice(asked))];
      expect(asked).toBeGreaterThan(0);
      // The picture in progress, perhaps one that is being stored, and no further one.
      const next = (before.at(-1) ?? 0) + 1;
      expect([[next], [next, next + 1]]).toContainEqual(after);
      expect(ended.events.at(-1)).toMatchObject({ event: 'stopped', left: PICTURES - (after.at(-1) ?? 0) });
      expect(existsSync(join(folder, out))).toBe(false);
      const resumed = await run([...generateArgs(out), '--resume']);
      expect(resumed.exitCode).toBe(0);
      expect(doneIn(resumed.events)[0]).toBe(after.at(-1));
      expect(isWhole(out)).toBe(true);
    },
  );

  it('twice ends at once, and loses that picture alone', async () => {
    let presses = 0;
    const ended = await run(generateArgs('twice.zip'), (event, child) => {
      if (isFirstPair(event) || event.event === 'interrupted') child.kill('SIGINT');
      if (event.event === 'interrupted') presses++;
    });
    expect([ended.exitCode, presses]).toEqual([130, 1]);
    expect(ended.events.at(-1)?.event).toBe('interrupted');
    const resumed = await run([...generateArgs('twice.zip'), '--resume']);
    expect(resumed.exitCode).toBe(0);
    expect(doneIn(resumed.events)[0]).toBeGreaterThan(0);
    expect(isWhole('twice.zip')).toBe(true);
  });
});

it.concurrent('the second of two processes on one folder is refused, and the first works on', async () => {
  const args = generateArgs('two.zip');
  let refused: Ended | null = null;
  const first = await run(args, async (event, child) => {
    if (!isFirstPair(event)) return;
    // Held, so that it is still at work when the second one comes.
    child.kill('SIGSTOP');
    refused = await run([...args, '--resume']);
    child.kill('SIGTERM');
    child.kill('SIGCONT');
  });
  expect(refused).toMatchObject({
    exitCode: 6,
    events: expect.arrayContaining([expect.objectContaining({ code: 'folder-in-use' })]),
  });
  expect(first.exitCode).toBe(143);
});

it('a run says that its model or its list has changed, or that the model is gone; nothing is lost', async () => {
  const out = 'begun.zip';
  await run(generateArgs(out), (event, child) => {
    if (isFirstPair(event)) child.kill('SIGINT');
  });
  const before = workFiles(out);
  const args = [...generateArgs(out), '--resume'];
  const saying = async (changed: readonly string[] = args) => {
    const { exitCode, events } = await run(changed);
    return [exitCode, events.at(-1)];
  };

  const path = join(MODEL, 'tokenizer/tokenizer_config.json');
  const bytes = readFileSync(path);
  writeFileSync(path, `${bytes}\n`);
  const otherModel = expect.stringMatching(/The content of the model .* was ".*" and is ".*"/);
  expect(await saying()).toMatchObject([6, { code: 'run-changed', message: otherModel }]);
  writeFileSync(path, bytes);

  writeFileSync(LIST, listOf(PICTURES + 1));
  const otherList = expect.stringContaining(`list was ${PICTURES} and is ${PICTURES + 1}`);
  expect(await saying()).toMatchObject([6, { code: 'run-changed', message: otherList }]);
  writeFileSync(LIST, listOf(PICTURES));

  const gone = args.map((arg) => (arg === MODEL ? join(folder, 'nowhere') : arg));
  expect(await saying(gone)).toMatchObject([4, { code: 'model-missing-file' }]);
  expect(workFiles(out)).toEqual(before);
  expect((await run(args)).exitCode).toBe(0);
  expect(isWhole(out)).toBe(true);
});
