/**
 * `npm run test:training`: the tests of training/, a smoke run of each of its commands included. They need a python3 with PyTorch:
 * Debian's packages are installed where that is possible, and otherwise the tests are skipped, and it says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installDebianPackages, isDebianRoot } from './find-chromium.mjs';
import { findPythonWith } from './find-python.mjs';
import { countTraining, NO_TESTS } from './test-counts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WORK = '.cache/training-test';
/** Where the counts of the last run stand. */
export const TRAINING_REPORT = '.cache/test/training.json';

const MODULES = ['numpy', 'onnx', 'PIL', 'torch'];
const DEBIAN_PACKAGES = ['python3-torch', 'python3-onnx', 'python3-pil', 'python3-numpy', 'libopenblas0-pthread'];
/** What training/setup.sh made on a machine that is no Debian. */
const OWN_ENVIRONMENT = '.cache/training/venv/bin/python3';

function findOrInstallPython() {
  const found = findPythonWith(MODULES, [OWN_ENVIRONMENT]);
  if (found || !isDebianRoot()) return found;
  return installDebianPackages(...DEBIAN_PACKAGES) ? findPythonWith(MODULES) : null;
}

function run(command, args, env) {
  console.log(`$ ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) console.error(error.message);
  return status === 0;
}

/**
 * Runs the tests with their output shown.
 * @returns {import('./test-counts.mjs').Counts} one skipped where no python3 has PyTorch; a failed set-up counts as a failure.
 */
function runTrainingTests() {
  if (process.platform === 'win32') {
    console.log('Tests of training/ are skipped: training/setup.sh needs a Unix shell.');
    return { ...NO_TESTS, skipped: 1 };
  }
  const python = findOrInstallPython();
  if (!python) {
    console.log(`Tests of training/ are skipped: no python3 can import ${MODULES.join(', ')}. Run training/setup.sh.`);
    return { ...NO_TESTS, skipped: 1 };
  }
  console.log(`Tests of training/ run with ${python}.`);
  if (!run('training/setup.sh', [WORK], { PYTHON: python })) return { ...NO_TESTS, failed: 1 };
  const passed = run(python, ['-m', 'training.tests', TRAINING_REPORT], { TRAINING_TEST_WORK: WORK });
  const counts = countTraining(TRAINING_REPORT);
  return passed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(ROOT);
  mkdirSync('.cache/test', { recursive: true });
  rmSync(TRAINING_REPORT, { force: true });
  const counts = runTrainingTests();
  writeFileSync(TRAINING_REPORT, JSON.stringify(counts));
  const { passed, failed, skipped } = counts;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
}
