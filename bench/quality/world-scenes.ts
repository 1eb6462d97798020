import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { LabelClass } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import type { Picture } from '../../src/rpc/contract.ts';

/** A scene of the bundled model's world, of which every pixel's class is known. */
export interface WorldScene {
  readonly seed: number;
  readonly caption: string;
  readonly classes: readonly LabelClass[];
  readonly picture: Picture;
  /** u8 `[H,W]`, 0 … 20. */
  readonly truth: Uint8Array;
}

interface SceneLine {
  readonly seed: number;
  readonly caption: string;
  readonly classes: readonly string[];
}

/** Where training/setup.sh puts the drawings, and this bench its scenes; git ignores it. */
const WORK = process.env.TRAINING_WORK ?? '.cache/training';

/**
 * The first `count` held-out scenes, which no model was trained on; training/write_scenes.py draws those that are not there
 * yet. They are read one at a time: thousands would not fit into memory.
 *
 * @throws Error if Python or the drawings are missing, with what to do
 */
export function* heldOutScenes(count: number): Generator<WorldScene> {
  const folder = join(WORK, `scenes-${count}`);
  if (!existsSync(join(folder, 'scenes.jsonl'))) writeScenes(folder, count);
  const lines = readFileSync(join(folder, 'scenes.jsonl'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const { seed, caption, classes } = JSON.parse(line) as SceneLine;
    const { width, height, data } = decode(readFileSync(join(folder, `${seed}.png`)));
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = data[pixel * 3 + c] as number;
    }
    yield {
      seed,
      caption,
      classes: classes.map(classNamed),
      picture: { width, height, rgba },
      truth: Uint8Array.from(decode(readFileSync(join(folder, `${seed}-mask.png`))).data),
    };
  }
}

function writeScenes(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const python = process.env.PYTHON ?? 'python3';
  const args = ['-m', 'training.write_scenes', '--work', WORK, '--out', folder, '--count', String(count)];
  const { status, stderr, error } = spawnSync(python, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `The held-out scenes could not be drawn (${error?.message ?? stderr.trim().split('\n').at(-1)}). Run training/setup.sh first; PYTHON names another python3.`,
  );
}

function classNamed(name: string): LabelClass {
  const found = VOC_20.classes.find((one) => one.name === name);
  if (!found) throw new Error(`The scenes name a class ${name} that is not among VOC's`);
  return found;
}
