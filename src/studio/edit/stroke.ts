import { discAlong } from '../../core/edit/disc-along.ts';
import { editOf, shownValue } from '../../core/edit/edit-layer.ts';
import type { EditLayer, PixelPoint } from '../../core/edit/types.ts';

/** A stroke under way: paints a layer of its own, and the mask on the screen along with it. */
export interface Stroke {
  readonly layer: EditLayer;
  /** From now on this mask is on the screen, made of that computed one. */
  follow(computed: Uint8Array, shown: Uint8Array | null): void;
  /** On to this point. */
  to(point: PixelPoint): void;
}

export interface StrokeStart {
  /** The stroke's to change. */
  readonly layer: EditLayer;
  readonly point: PixelPoint;
  readonly size: number;
  /** Null: pixels go back to the computed mask. */
  readonly value: number | null;
}

export function beginStroke({ layer, point, size, value }: StrokeStart): Stroke {
  const edit = editOf(value);
  let from = point;
  let computed: Uint8Array | null = null;
  let shown: Uint8Array | null = null;
  return {
    layer,
    follow(nextComputed, nextShown) {
      computed = nextComputed;
      shown = nextShown;
    },
    to(point) {
      discAlong(layer, from, point, size, (index) => {
        layer.values[index] = edit;
        if (shown && computed) shown[index] = shownValue(edit, computed[index] as number);
      });
      from = point;
    },
  };
}
