/** Which tiles are chosen, and the range that Shift would change. */
export interface TileChoice {
  readonly ids: readonly string[];
  /** Where the range began. */
  readonly anchor: string | null;
  /** The tile that was chosen last. */
  readonly end: string | null;
}

export function chooseOne(id: string): TileChoice {
  return { ids: [id], anchor: id, end: id };
}

export function toggleOne({ ids }: TileChoice, id: string): TileChoice {
  const rest = ids.filter((other) => other !== id);
  return { ids: rest.length < ids.length ? rest : [...ids, id], anchor: id, end: id };
}

/**
 * Puts the range from the anchor to a tile in the place of the range that was chosen so before; other chosen tiles stay.
 * @param order all tiles, as they lie
 */
export function chooseUpTo({ ids, anchor, end }: TileChoice, id: string, order: readonly string[]): TileChoice {
  const start = anchor !== null && order.includes(anchor) ? anchor : id;
  const before = new Set(end === null ? [] : between(order, start, end));
  const range = between(order, start, id);
  const kept = ids.filter((other) => !before.has(other));
  return { ids: [...new Set([...kept, ...range])], anchor: start, end: id };
}

function between(order: readonly string[], a: string, b: string): readonly string[] {
  const [from, to] = [order.indexOf(a), order.indexOf(b)];
  return from < 0 || to < 0 ? [] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
}
