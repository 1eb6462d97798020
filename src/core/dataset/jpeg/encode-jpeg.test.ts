import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeJpeg, type JpegPicture } from './encode-jpeg.ts';
import { AC_TABLES, DC_TABLES, ZIGZAG } from './jpeg-tables.ts';

/** Pixels by a formula in whole numbers, so that they are the same everywhere. */
function pictureOf(width: number, height: number, channel: (x: number, y: number, c: number) => number): JpegPicture {
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => {
    const pixel = i >> 2;
    return (i & 3) === 3 ? 255 : channel(pixel % width, Math.floor(pixel / width), i & 3);
  });
  return { width, height, rgba };
}
const smooth = (x: number, y: number, c: number) => (2 * x + 3 * y * (c + 1)) % 256;
const noise = (x: number, y: number, c: number) => (((x * 73) ^ (y * 151) ^ (c * 57)) * 2654435761) % 256;
const checks = (x: number, y: number, c: number) => ((x + y + c) % 2) * 255;

const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it.each([
  ['smooth', pictureOf(33, 9, smooth), 'c3ec43ea7786eb6e92bb8b794fb5d96a50bbb9850fdc4210950a9d0cdac5f3c1'],
  ['noise', pictureOf(16, 16, noise), '5c8c942e27a64288738d466d3e47141f9561bd20a24cf77bd03f2f1d6abe39ff'],
])('gives the bytes that every engine must give: %s', (_name, picture, sha256) => {
  expect(shaOf(encodeJpeg(picture))).toBe(sha256);
});

it('takes no notice of alpha', () => {
  const opaque = pictureOf(8, 8, smooth);
  const clear = { ...opaque, rgba: opaque.rgba.map((value, i) => ((i & 3) === 3 ? 0 : value)) };
  expect(encodeJpeg(clear)).toEqual(encodeJpeg(opaque));
});

it('has whole tables: each place once, and as many symbols as codes', () => {
  expect([...ZIGZAG].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, place) => place));
  for (const { counts, symbols } of [...DC_TABLES, ...AC_TABLES]) {
    expect(symbols).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    expect(new Set(symbols).size).toBe(symbols.length);
  }
});

it.each([
  [0, 8],
  [8, 70_000],
  [7.5, 8],
])('refuses sides of %d×%d', (width, height) => {
  expect(() => encodeJpeg({ width, height, rgba: new Uint8ClampedArray(0) })).toThrow('sides from 1');
});

it('refuses pixels of another size', () => {
  expect(() => encodeJpeg({ width: 2, height: 2, rgba: new Uint8ClampedArray(15) })).toThrow('has 16 bytes');
});

const python = '/usr/bin/python3';
const hasPillow = spawnSync(python, ['-c', 'import PIL.Image']).status === 0;
/** Reads RGB pixels and our JPEG of them, writes its own JPEG of the same kind, and measures both against the pixels. */
const COMPARE = `
import io, json, sys
from PIL import Image
width, height = int(sys.argv[1]), int(sys.argv[2])
rgb = sys.stdin.buffer.read(3 * width * height)
ours = sys.stdin.buffer.read()
file = io.BytesIO()
Image.frombytes('RGB', (width, height), rgb).save(file, 'JPEG', quality=95, subsampling=0)
theirs = file.getvalue()
def read(jpeg):
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    errors = [abs(a - b) for a, b in zip(image.tobytes(), rgb)]
    head = [image.format, image.mode, list(image.size), {k: list(v) for k, v in image.quantization.items()}]
    return {'head': head, 'mean': sum(errors) / len(errors), 'largest': max(errors), 'bytes': len(jpeg)}
json.dump([read(ours), read(theirs)], sys.stdout)
`;

interface Reading {
  readonly head: unknown;
  readonly mean: number;
  readonly largest: number;
  readonly bytes: number;
}

function compareWithPillow(picture: JpegPicture): [ours: Reading, theirs: Reading] {
  const { width, height, rgba } = picture;
  const rgb = Uint8Array.from(rgba.filter((_, i) => (i & 3) !== 3));
  const input = Buffer.concat([rgb, encodeJpeg(picture)]);
  const run = spawnSync(python, ['-W', 'error', '-c', COMPARE, `${width}`, `${height}`], { input, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

describe.skipIf(!hasPillow)(`beside Pillow${hasPillow ? '' : ` (skipped: ${python} has no Pillow here)`}`, () => {
  it.each([
    ['smooth', 128, 128, smooth],
    ['smooth, sides no multiples of 8', 33, 9, smooth],
    ['noise', 64, 40, noise],
    ['checks, the highest frequency', 24, 24, checks],
    ['one pixel', 1, 1, smooth],
    ['white', 17, 8, () => 255],
    ['black', 8, 17, () => 0],
  ])('is read there with the tables of quality 95, no worse and no larger: %s', (_name, width, height, channel) => {
    const [ours, theirs] = compareWithPillow(pictureOf(width, height, channel));
    expect(ours.head).toEqual(theirs.head);
    // A quarter of a level: where both are all but exact, rounding alone decides who is nearer.
    expect(ours.mean).toBeLessThanOrEqual(1.02 * theirs.mean + 0.25);
    expect(ours.largest).toBeLessThanOrEqual(theirs.largest + 2);
    expect(ours.bytes).toBeLessThanOrEqual(1.01 * theirs.bytes + 16);
  });
});
