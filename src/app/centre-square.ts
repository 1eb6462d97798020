interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The largest square in the middle of a picture, in whole pixels. */
export function centreSquare(width: number, height: number): Square {
  const size = Math.min(width, height);
  return { x: Math.floor((width - size) / 2), y: Math.floor((height - size) / 2), size };
}
