import { join } from 'node:path';
import { BENCH_WORK } from '../../training-tools.ts';
import { promptsIn, scenesIn, type WorldPrompt, type WorldScene } from '../../world-scenes.ts';

/** No choice was made on scenes from here on. */
const FIRST = ['--first', '3000'];
/** A scene in three shows one object. */
const SCENES_PER_LONE = 3.4;

/**
 * Held-out scenes that show one object.
 * @throws Error as `heldOutScenes`
 */
export function oneObjectScenes(count: number): Generator<WorldScene> {
  return theFirst(count, scenesIn(folder('one', count), seedsFor(count), [...FIRST, '--alone']));
}

/** Held-out scenes as they come, of one to three classes. @throws Error as `heldOutScenes` */
export function scenesAsTheyCome(count: number): Generator<WorldScene> {
  return theFirst(count, scenesIn(folder('any', count), count, FIRST));
}

/** Captions and classes of scenes that show one object, for pictures that the model is to make. @throws Error as `heldOutScenes` */
export function oneObjectPrompts(count: number): Generator<WorldPrompt> {
  const which = ['--set', 'judge', '--texts', '--alone'];
  return theFirst(count, promptsIn(folder('prompts', count), seedsFor(count), which));
}

const folder = (what: string, count: number) => join(BENCH_WORK, 'systems', `${what}-${count}`);

const seedsFor = (count: number) => Math.ceil(SCENES_PER_LONE * count) + 20;

function* theFirst<T>(count: number, all: Iterable<T>): Generator<T> {
  let found = 0;
  for (const one of all) {
    if (found === count) return;
    found++;
    yield one;
  }
  if (found < count) throw new Error(`Expected ${count} scenes with one object, found ${found}: draw from more seeds`);
}
