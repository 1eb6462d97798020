import { meanIou } from '../../../src/core/evaluate/class-overlap.ts';
import { IDS } from '../measured-row.ts';
import { OverlapLog } from '../recipes/overlap-log.ts';
import type { System, SystemMask } from './system.ts';

/** What one system did on all pictures of a set. */
export class SystemLog {
  readonly system: System;
  readonly #log: OverlapLog;
  readonly #certainties: (number | undefined)[][] = [];
  readonly #classIds: number[] = [];

  constructor(system: System) {
    this.system = system;
    this.#log = new OverlapLog(system.points.length, IDS);
  }

  /** @param classId of the one object, for the noise filter */
  add(masks: readonly SystemMask[], truth: Uint8Array, classId: number): void {
    this.#log.add(
      masks.map(({ mask }) => mask),
      truth,
    );
    this.#certainties.push(masks.map(({ certainty }) => certainty));
    this.#classIds.push(classId);
  }

  /** The point with the highest mIoU on the first pictures, and all that was measured with it on the others. */
  tuned(tunedOn: number) {
    const scores = this.system.points.map((_, point) => meanIou(this.#log.at(point).slice(0, tunedOn)));
    const point = scores.indexOf(Math.max(...scores));
    return {
      point: this.system.points[point] as string,
      overlaps: this.#log.at(point).slice(tunedOn),
      certainties: this.#certainties.slice(tunedOn).map((certainties) => certainties[point] ?? 0),
      classIds: this.#classIds.slice(tunedOn),
    };
  }
}
