import { type EditHistory, historyOf } from '../../core/edit/edit-history.ts';
import { emptyLayer } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { Serial } from '../../core/serial.ts';
import type { StoredEdits } from '../../storage/types.ts';

/** A pair's edits while they are at hand. Layers are values: a change puts another one here. */
export interface EditSheet {
  readonly id: string;
  layer: EditLayer;
  /** What storage has, and its revision; null: none. */
  stored: EditLayer;
  revision: string | null;
  history: EditHistory;
  /** Storage is asked for one thing at a time. */
  readonly turn: Serial;
}

/** @param size of the pair's picture, which its mask has */
export function openSheet(
  id: string,
  size: { readonly width: number; readonly height: number },
  read: StoredEdits | null,
): EditSheet {
  const layer = read?.layer ?? emptyLayer(size.width, size.height);
  return {
    id,
    layer,
    stored: layer,
    revision: read?.revision ?? null,
    history: historyOf(read?.steps ?? []),
    turn: new Serial(),
  };
}

export const isUnstored = ({ layer, stored }: EditSheet) => layer !== stored;
