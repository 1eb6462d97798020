import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { findPythonWith } from '../../../scripts/find-python.mjs';
import { descendantMemory } from '../../full-size/process-memory.ts';
import { GUIDANCE, STEPS } from '../../peers/studio-picture.ts';
import { median } from '../../peers/timing.ts';
import type { ReferenceInput } from './reference-in-browser.ts';

type RunInBrowser = (
  file: string,
  options: { readonly input: ReferenceInput; readonly beforeClose: () => void },
) => Promise<{ readonly seconds: number }>;

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
}

const RUNS = 3;

/**
 * The same picture by the studio, on WASM in Chromium and on native ONNX Runtime in Node, and by PyTorch the way reference
 * implementations work, on as many threads; each in a process of its own, seconds (median) and highest resident set. Ratios are
 * the studio's over PyTorch's. One thread beside all of them tells what width of instructions and what threads are worth.
 */
export async function run(_: unknown, runInBrowser: RunInBrowser): Promise<Record<string, unknown>> {
  const threads = cpus().length;
  const wasm = await onWasm(runInBrowser, threads);
  const wasmOneThread = await onWasm(runInBrowser, 1);
  const native = onNative(threads);
  const nativeOneThread = onNative(1);
  const peer = byPytorch(threads);
  return {
    threads,
    steps: STEPS,
    guidance: GUIDANCE,
    wasm,
    native,
    pytorch: peer ?? 'not measured: no python3 here can import torch and onnx (training/setup.sh brings them)',
    ...(peer && {
      wasmRatio: wasm.seconds / peer.seconds,
      nativeRatio: native.seconds / peer.seconds,
      wasmMemoryRatio: wasm.peakBytes / peer.peakBytes,
      nativeMemoryRatio: native.peakBytes / peer.peakBytes,
    }),
    wasmOneThreadSeconds: wasmOneThread.seconds,
    nativeOneThreadSeconds: nativeOneThread.seconds,
    instructionsFactor: wasmOneThread.seconds / nativeOneThread.seconds,
    wasmThreadsFactor: wasmOneThread.seconds / wasm.seconds,
    nativeThreadsFactor: nativeOneThread.seconds / native.seconds,
  };
}

async function onWasm(runInBrowser: RunInBrowser, threads: number): Promise<Measured> {
  let peakBytes = 0;
  const beforeClose = () => {
    peakBytes = descendantMemory(process.pid)[0]?.peakBytes ?? 0;
  };
  const { seconds } = await runInBrowser('picture/reference-in-browser.ts', {
    input: { threads, runs: RUNS },
    beforeClose,
  });
  return { seconds, peakBytes };
}

function onNative(threads: number): Measured {
  const options = ['picture-native', `--threads=${threads}`, `--runs=${RUNS}`];
  const run = spawnSync(process.execPath, ['scripts/bench.mjs', ...options], { encoding: 'utf8' });
  const { seconds, peakBytes } = lastLine<Measured>(run);
  return { seconds, peakBytes };
}

function byPytorch(threads: number): (Measured & Record<string, unknown>) | null {
  const python = findPythonWith(['torch', 'onnx']);
  if (!python) return null;
  const options = ['-m', 'training.reference', '--steps', `${STEPS}`, '--guidance', `${GUIDANCE}`];
  const run = spawnSync(python, [...options, '--runs', `${RUNS}`, '--threads', `${threads}`], { encoding: 'utf8' });
  const { seconds, secondsWithoutMaps, ...rest } = lastLine<PytorchLine>(run);
  return { seconds: median(seconds), secondsWithoutMaps: median(secondsWithoutMaps), ...rest };
}

interface PytorchLine {
  readonly seconds: readonly number[];
  readonly secondsWithoutMaps: readonly number[];
  readonly peakBytes: number;
}

/** @throws Error with what the process wrote, if it failed */
function lastLine<T>({ status, stdout, stderr }: ReturnType<typeof spawnSync>): T {
  if (status !== 0) throw new Error(`A measurement ended with status ${status}: ${stderr}`);
  return JSON.parse(String(stdout).trim().split('\n').at(-1) ?? '') as T;
}
