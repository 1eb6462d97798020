interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What of a photo is shown to the model: the largest square in its middle, in whole pixels. */
export function photoCrop(width: number, height: number): Square {
  const size = Math.min(width, height);
  return { x: Math.floor((width - size) / 2), y: Math.floor((height - size) / 2), size };
}
