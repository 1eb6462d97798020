import type { CrossMap } from '../../core/attention/class-columns.ts';
import type { SoftmaxScope } from '../../core/attention/types.ts';
import { type MapSide, tokensOf } from '../../core/grid-size.ts';
import { addInPlace } from './add-in-place.ts';
import type { CaptureRun } from './capture.ts';

export interface CrossKey {
  readonly side: MapSide;
  /** Part of the trajectory. */
  readonly bin: number;
  readonly softmax: SoftmaxScope;
}

interface CrossSum extends CrossKey {
  readonly positions: number;
  readonly data: Float32Array;
  weight: number;
}

/** Running A_C, fp32 `[N, positions]`, per cross side, part of the trajectory and softmax scope. */
export class CrossSums {
  readonly #positions: number;
  readonly #sums = new Map<string, CrossSum>();

  constructor({ positions }: Pick<CaptureRun, 'positions'>) {
    this.#positions = positions;
  }

  /** Adds `map`, which sums `weight` attention sites. */
  add(key: CrossKey, map: Float32Array, weight: number): void {
    const id = `${key.side}/${key.bin}/${key.softmax}`;
    let entry = this.#sums.get(id);
    if (!entry) {
      entry = {
        ...key,
        positions: this.#positions,
        data: new Float32Array(tokensOf(key.side) * this.#positions),
        weight: 0,
      };
      this.#sums.set(id, entry);
    }
    addInPlace(entry.data, map);
    entry.weight += weight;
  }

  maps(): CrossMap[] {
    return [...this.#sums.values()];
  }
}
