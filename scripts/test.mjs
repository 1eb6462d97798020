/**
 * `npm test`: every check of the repository in order, later ones also when an earlier one failed. The last line is
 * `N passed, N failed` (then `, N skipped`): tests counted by their own reporters; a failed step without a failed test counts as one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromiumEnvironment, installDebianPackages, isDebianRoot } from './find-chromium.mjs';
import { findPythonWithTorchvision } from './find-python.mjs';
import { runTool } from './run-tool.mjs';
import { addCounts, countPlaywright, countTraining, countVitest, NO_TESTS } from './test-counts.mjs';
import { TRAINING_REPORT } from './test-training.mjs';

const REPORTS = '.cache/test';
const BESIDE_TRAINING = 'kernels';

/** The ZIP is also read by an implementation that shares no code with ours, where Python and torchvision can be had. */
function provideIndependentReader() {
  const found = findPythonWithTorchvision();
  if (found) return console.log(`Independent ZIP reader: torchvision of ${found}.`);
  if (isDebianRoot() && installDebianPackages('python3-torchvision') && findPythonWithTorchvision()) {
    return console.log('Independent ZIP reader: python3-torchvision, installed now.');
  }
  console.log(
    'Independent ZIP reader: no python3 has torchvision and it could not be installed; that check is left out.',
  );
}

/** GNU parallel runs shards of the command line in a test, where it can be had. */
function provideParallel() {
  const isThere = () => spawnSync('parallel', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere() || (isDebianRoot() && installDebianPackages('parallel') && isThere())) return;
  console.log('GNU parallel: not installed, and it could not be; that check is left out.');
}

const vitest = (project) => {
  const report = `${REPORTS}/${project}.json`;
  const args = [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return { name: project, command: args, count: () => countVitest(report) };
};

/**
 * The tests of training/, beside another step: both leave a core free half of the time.
 * @returns {() => Promise<number>} waits for their end, shows what they printed, answers their exit status.
 */
function startTrainingTests() {
  const log = `${REPORTS}/training.log`;
  const output = openSync(log, 'w');
  const script = fileURLToPath(new URL('./test-training.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  return async () => {
    const status = await ended;
    console.log(readFileSync(log, 'utf8'));
    return status;
  };
}

const e2eReport = `${REPORTS}/e2e.json`;
const steps = [
  { name: 'lint', command: ['biome', 'ci', '.'] },
  {
    name: 'import directions',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'workers', 'cli', 'bench', 'scripts', 'e2e'],
  },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  vitest('unit'),
  vitest('kernels'),
  { name: 'build', command: ['vite', 'build'] },
  {
    name: 'e2e',
    command: ['playwright', 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
    count: () => countPlaywright(e2eReport),
  },
];

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

let total = NO_TESTS;
let environment = process.env;
try {
  environment = { ...chromiumEnvironment(), PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport };
} catch (error) {
  console.error(error.message);
  total = addCounts(total, { ...NO_TESTS, failed: 1 });
}
provideIndependentReader();
provideParallel();

const failedSteps = [];

function finish(name, status, counts, started) {
  const silentFailure = status !== 0 && counts.failed === 0;
  total = addCounts(total, silentFailure ? { ...counts, failed: 1 } : counts);
  if (status !== 0) failedSteps.push(name);
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
}

for (const { name, command, count } of steps) {
  console.log(`\n── ${name}: ${command.join(' ')}`);
  const started = performance.now();
  const endTraining = name === BESIDE_TRAINING ? startTrainingTests() : null;
  const status = runTool(command[0], command.slice(1), environment);
  finish(name, status, count?.() ?? NO_TESTS, started);
  if (!endTraining) continue;
  console.log('\n── training');
  finish('training', await endTraining(), countTraining(TRAINING_REPORT), started);
}

if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
