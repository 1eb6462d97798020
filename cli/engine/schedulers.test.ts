import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPythonWith } from '../../scripts/find-python.mjs';
import { ROOT_FOLDER, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

/** The files of docs/scale, run or at least read by what they are written for. */
const SCALE = join(ROOT_FOLDER, 'docs/scale');
const STAND_IN = join(ROOT_FOLDER, 'cli/engine/testing/ray-stand-in');

const isThere = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const hasParallel = isThere('parallel', '--version');
const hasKubectl = isThere('kubectl', 'version', '--client');
const python = findPythonWith(['json']);
const pythonWithRay = findPythonWith(['ray', 'tqdm']);
const unless = (has: unknown, what: string) => (has ? '' : ` (skipped: ${what})`);

/** Each opens the model some times, and the machine may have other work. */
const PATIENCE_MS = 400_000;

function listIn(folder: string): string {
  const list = join(folder, 'list.json');
  const captions = ['a cat and a chair', 'a dog on the grass', 'a bus', 'a boat on the water'];
  const classes = ['cat chair', 'dog', 'bus', 'boat'];
  const rows = captions.map((caption, i) => ({ filename: `${i}.jpg`, caption, class_prompt: classes[i] }));
  writeFileSync(list, JSON.stringify(rows));
  return list;
}

let whole: Buffer | null = null;
async function setOfOneRun(): Promise<Buffer> {
  if (whole) return whole;
  const folder = temporaryFolder();
  const out = join(folder, 'whole.zip');
  const args = ['generate', '--prompts', listIn(folder), '--steps', '1', '--out', out];
  expect((await runHere(args)).exitCode).toBe(0);
  whole = readFileSync(out);
  return whole;
}

/** Runs a scheduler on two shards; their dataset has to be that of one run. */
async function expectSameSet(run: (list: string, out: string) => ReturnType<typeof spawnSync>): Promise<string> {
  const folder = temporaryFolder();
  const out = join(folder, 'set.zip');
  const { status, stdout, stderr } = run(listIn(folder), out);
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(readFileSync(out).equals(await setOfOneRun())).toBe(true);
  return String(stdout);
}

describe('GNU parallel', () => {
  it.skipIf(!hasParallel)(
    `makes the dataset of one run, byte by byte, of shards side by side${unless(hasParallel, 'parallel is not installed')}`,
    { timeout: PATIENCE_MS },
    async () => {
      await expectSameSet((list, out) =>
        spawnSync(join(SCALE, 'parallel.sh'), [list, out, '2', '--steps', '1'], {
          encoding: 'utf8',
          env: { ...process.env, JOBS: '2' },
        }),
      );
    },
  );
});

describe('Ray', () => {
  const drive = (interpreter: string | null, env: Readonly<Record<string, string>>) => (list: string, out: string) =>
    spawnSync(interpreter ?? '', [join(SCALE, 'ray_driver.py'), list, out, '--shards', '2', '--steps', '1'], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    });

  it.skipIf(!pythonWithRay)(
    `makes the dataset of one run of shards on its workers${unless(pythonWithRay, 'no python3 has ray and tqdm')}`,
    { timeout: PATIENCE_MS },
    async () => {
      await expectSameSet(drive(pythonWithRay, {}));
    },
  );

  it.skipIf(!python)(
    `is driven so that a shard whose worker is lost goes on in another: on a stand-in for it${unless(python, 'there is no python3')}`,
    { timeout: PATIENCE_MS },
    async () => {
      const said = await expectSameSet(
        drive(python, { PYTHONPATH: STAND_IN, STAND_IN_LOST: join(temporaryFolder(), 'lost') }),
      );
      expect(said).toContain('attempt 1 was lost');
      expect(said).toMatch(/shards: 2\/2\n4 pairs in 2 shards\n/);
    },
  );

  it.skipIf(!python)(
    `is told at once of what no second try mends: on a stand-in for it${unless(python, 'there is no python3')}`,
    () => {
      const folder = temporaryFolder();
      const { status, stderr, stdout } = drive(python, { PYTHONPATH: STAND_IN })(
        'nowhere.json',
        join(folder, 'set.zip'),
      );
      expect(status).toBe(1);
      expect(String(stderr)).toContain('shard 1 ended with 3: Expected a list of prompts at');
      expect(String(stdout)).toContain('shards: 2/2');
    },
  );
});

it('Slurm’s script is one that bash reads, with options before its first command', () => {
  const path = join(SCALE, 'slurm.sbatch');
  expect(spawnSync('bash', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const lines = readFileSync(path, 'utf8').split('\n');
  const firstCommand = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  const options = lines.flatMap((line, at) => (line.startsWith('#SBATCH ') ? [at] : []));
  expect(options.length).toBeGreaterThan(5);
  expect(Math.max(...options)).toBeLessThan(firstCommand);
});

it.skipIf(!hasKubectl).each([
  ['kubernetes-job.yaml', 'generate'],
  ['kubernetes-merge.yaml', 'merge'],
])(`Kubernetes knows every field of %s${unless(hasKubectl, 'kubectl is not installed')}`, (name, container) => {
  const file = join(SCALE, name);
  const read = (...args: string[]) =>
    JSON.parse(spawnSync('kubectl', [...args, '--local', '-f', file, '-o', 'json'], { encoding: 'utf8' }).stdout);
  // The second goes through kubectl's types, which lose what they do not know.
  const written = read('annotate', 'read=whole');
  const known = read('set', 'image', `${container}=another`);
  delete written.metadata.annotations;
  written.spec.template.spec.containers[0].image = 'another';
  expect(known).toMatchObject(written);
});
