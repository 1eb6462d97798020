/** From this far within a region on, a share of the picture's mean side, nothing is deeper. */
const REACH = 0.3;

/** Steps to neighbours that come before a pixel, row by row: what two passes of a chamfer distance need (Borgefors 1986). */
const STEPS = [
  [-1, 0, 1],
  [0, -1, 1],
  [-1, -1, Math.SQRT2],
  [1, -1, Math.SQRT2],
] as const;

/**
 * How close each pixel of a region is to its class's end, as barriers of a flood: 1 there, 0 deep within, so that a narrow place stands
 * higher than what it joins. The picture's rim is no end.
 *
 * @param mask u8 `[height,width]`, row-major: regions are pixels of equal value
 * @returns fp32 `[height,width]`
 */
export function neckField(mask: Uint8Array, width: number, height: number): Float32Array {
  const distance = new Float32Array(mask.length).fill(Number.POSITIVE_INFINITY);
  const pass = (direction: 1 | -1) => {
    for (let i = 0; i < mask.length; i++) {
      const pixel = direction === 1 ? i : mask.length - 1 - i;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (const [dx, dy, step] of STEPS) {
        const [nx, ny] = [x + direction * dx, y + direction * dy];
        if (nx < 0 || nx >= width || ny < 0 || ny >= height) continue;
        const neighbour = ny * width + nx;
        const way = mask[neighbour] === mask[pixel] ? (distance[neighbour] as number) + step : step;
        distance[pixel] = Math.min(distance[pixel] as number, way);
      }
    }
  };
  pass(1);
  pass(-1);
  const reach = REACH * Math.sqrt(width * height);
  return distance.map((pixels) => 1 - Math.min(1, pixels / reach));
}
