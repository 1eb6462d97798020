import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { JudgedObjects } from '../../src/core/evaluate/object-quality.ts';
import { BENCH_WORK } from './training-tools.ts';
import { classNamed, scenesIn, type WorldScene } from './world-scenes.ts';

/** A scene of which every pixel's object is known. */
export interface ObjectScene extends WorldScene {
  readonly objects: JudgedObjects;
}

/** The scenes before were looked at when the smallest share and the strength were chosen. */
const FIRST = 1000;
/** About one scene in so many has a class twice. */
const SCENES_PER_TWIN = 5.5;

/**
 * The first `count` held-out scenes of the bundled model's own drawings that no choice was made on.
 * @throws Error as `heldOutScenes`
 */
export function objectScenes(count: number): Generator<ObjectScene> {
  return withObjects(join(BENCH_WORK, `object-scenes-${count}`), count, []);
}

/** Of as many as it takes, about `count` scenes with two objects of one class. */
export function twinScenes(count: number): Generator<ObjectScene> {
  return withObjects(join(BENCH_WORK, `twin-scenes-${count}`), Math.ceil(count * SCENES_PER_TWIN), ['--twins']);
}

function* withObjects(folder: string, count: number, which: readonly string[]): Generator<ObjectScene> {
  for (const scene of scenesIn(folder, count, ['--first', String(FIRST), ...which])) {
    const labels = Uint8Array.from(decode(readFileSync(join(folder, `${scene.seed}-objects.png`))).data);
    yield { ...scene, objects: { labels, classIds: scene.objectNames.map((name) => classNamed(name).id) } };
  }
}
