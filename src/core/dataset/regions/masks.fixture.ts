import fc from 'fast-check';

export interface SmallMask {
  readonly width: number;
  readonly height: number;
  readonly mask: Uint8Array;
}

/** `.` background, `?` void, digits and letters classes 1 to 35. */
export function maskOf(...rows: readonly string[]): SmallMask {
  const idOf = (character: string) =>
    character === '.' ? 0 : character === '?' ? 255 : Number.parseInt(character, 36);
  return { width: rows[0]?.length ?? 0, height: rows.length, mask: Uint8Array.from(rows.join(''), idOf) };
}

/** Any mask of background, void and two classes; few or many changes from pixel to pixel. */
export const maskArbitrary: fc.Arbitrary<SmallMask> = fc
  .tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 17 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      mask: fc
        .array(fc.constantFrom(0, 1, 1, 1, 2, 255), { minLength: width * height, maxLength: width * height })
        .map((ids) => Uint8Array.from(ids)),
    }),
  );

/** What even-odd filling gives of polygons along pixel corners, each filled for itself: 1 inside, row-major. */
export function filled(polygons: readonly (readonly number[])[], width: number, height: number): Uint8Array {
  const union = new Uint8Array(width * height);
  for (const polygon of polygons) {
    const crossings = new Uint8Array(width * height);
    for (let i = 0; i < polygon.length; i += 2) {
      const [x, y] = [polygon[i] as number, polygon[i + 1] as number];
      const [nextX, nextY] = [polygon[(i + 2) % polygon.length] as number, polygon[(i + 3) % polygon.length] as number];
      if (x !== nextX && y !== nextY) throw new Error('An outline runs along rows and columns.');
      // An edge that runs down or up is crossed by the way from each pixel right of it to the left border.
      for (let row = Math.min(y, nextY); row < Math.max(y, nextY); row++) {
        for (let column = x; column < width; column++)
          crossings[row * width + column] = 1 ^ (crossings[row * width + column] as number);
      }
    }
    for (let i = 0; i < union.length; i++) union[i] = (union[i] as number) | (crossings[i] as number);
  }
  return union;
}
