import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { LabelClass } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import type { Picture } from '../../src/rpc/contract.ts';
import { BENCH_WORK, PYTHON, WORK, WORLD } from './training-tools.ts';

/** What there is to say about a scene of the bundled model's world. */
export interface WorldPrompt {
  readonly seed: number;
  readonly caption: string;
  readonly classes: readonly LabelClass[];
}

/** A scene of which every pixel's class is known. */
export interface WorldScene extends WorldPrompt {
  readonly picture: Picture;
  /** u8 `[H,W]`, 0 … 20. */
  readonly truth: Uint8Array;
}

interface SceneLine {
  readonly seed: number;
  readonly caption: string;
  readonly classes: readonly string[];
  /** Missing in folders that were written before objects were. */
  readonly objects?: readonly string[];
}

/**
 * The first `count` held-out scenes, which no model was trained on; training/write_scenes.py draws those that are not there
 * yet. They are read one at a time: thousands would not fit into memory.
 *
 * @throws Error if Python or the drawings are missing, with what to do
 */
export function heldOutScenes(count: number): Generator<WorldScene> {
  return scenesIn(join(BENCH_WORK, `scenes-${count}`), count, []);
}

/**
 * As `heldOutScenes`, from a folder of their own.
 * @param which options of training/write_scenes.py
 */
export function* scenesIn(
  folder: string,
  count: number,
  which: readonly string[],
): Generator<WorldScene & { readonly objectNames: readonly string[] }> {
  for (const prompt of promptsIn(folder, count, which)) {
    const { seed } = prompt;
    const { width, height, data } = decode(readFileSync(join(folder, `${seed}.png`)));
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = data[pixel * 3 + c] as number;
    }
    const truth = Uint8Array.from(decode(readFileSync(join(folder, `${seed}-mask.png`))).data);
    yield { ...prompt, picture: { width, height, rgba }, truth };
  }
}

/**
 * Captions and classes of the first `count` scenes that segmenters may learn from: a model that is asked for these makes
 * pictures of what as many real pairs show.
 *
 * @throws Error as `heldOutScenes`
 */
export function trainingPrompts(count: number): readonly WorldPrompt[] {
  return promptsIn(join(BENCH_WORK, `prompts-${count}`), count, ['--set', 'judge', '--texts']);
}

/** As `scenesIn`, the words alone. */
export function promptsIn(folder: string, count: number, which: readonly string[]) {
  const list = join(folder, 'scenes.jsonl');
  if (!existsSync(list)) writeScenes(folder, count, which);
  return readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { seed, caption, classes, objects = [] } = JSON.parse(line) as SceneLine;
      return { seed, caption, classes: classes.map(classNamed), objectNames: objects };
    });
}

function writeScenes(folder: string, count: number, which: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const args = [
    '-m',
    'training.write_scenes',
    '--work',
    WORK,
    ...WORLD,
    '--out',
    folder,
    '--count',
    String(count),
    ...which,
  ];
  const { status, stderr, error } = spawnSync(PYTHON, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `The scenes could not be drawn (${error?.message ?? stderr.trim().split('\n').at(-1)}). Run training/setup.sh first; PYTHON names another python3.`,
  );
}

/** @throws Error for a name that is not among VOC's */
export function classNamed(name: string): LabelClass {
  const found = VOC_20.classes.find((one) => one.name === name);
  if (!found) throw new Error(`The scenes name a class ${name} that is not among VOC's`);
  return found;
}
