import { BitWriter } from './bit-writer.ts';
import { forwardDct } from './forward-dct.ts';
import { HuffmanCoder } from './huffman-coder.ts';
import { AC_TABLES, DC_TABLES, type HuffmanTable, QUANTISATION, ZIGZAG } from './jpeg-tables.ts';

/** Y, Cb and Cr of R, G and B (JFIF 1.02), and the tables that each uses: 0 luminance, 1 chrominance. */
const COMPONENTS = [
  { weights: [0.299, 0.587, 0.114], shift: -128, table: 0 },
  { weights: [-0.168735892, -0.331264108, 0.5], shift: 0, table: 1 },
  { weights: [0.5, -0.418687589, -0.081312411], shift: 0, table: 1 },
] as const;

const MAX_SIDE = 65535;

export interface JpegPicture {
  readonly width: number;
  readonly height: number;
  /** `[H,W,4]`; alpha is left out. */
  readonly rgba: Uint8ClampedArray;
}

/**
 * A picture as a baseline JPEG (ITU-T T.81 with a JFIF header): quality 95 by the Independent JPEG Group's scale, 4:4:4,
 * the example Huffman tables of annex K, no metadata. It uses sums and products only, so the same pixels give the same
 * bytes in every browser and in Node, which browsers' own encoders do not.
 *
 * @throws Error if the sides are not 1 … 65535 or `rgba` does not have 4·width·height values
 */
export function encodeJpeg({ width, height, rgba }: JpegPicture): Uint8Array<ArrayBuffer> {
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE)) {
    throw new Error(`A JPEG has sides from 1 to ${MAX_SIDE}, this picture is ${width}×${height}.`);
  }
  if (rgba.length !== 4 * width * height) {
    throw new Error(`A picture of ${width}×${height} has ${4 * width * height} bytes, this one has ${rgba.length}.`);
  }
  const writer = new BitWriter();
  writeHeaders(writer, width, height);
  const coders = COMPONENTS.map(
    ({ table }) => new HuffmanCoder(writer, DC_TABLES[table] as HuffmanTable, AC_TABLES[table] as HuffmanTable),
  );
  const samples = new Float64Array(64);
  const coefficients = new Float64Array(64);
  const zigzagged = new Int16Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      COMPONENTS.forEach((component, index) => {
        readBlock({ width, height, rgba }, component, top, left, samples);
        forwardDct(samples, coefficients);
        const steps = QUANTISATION[component.table];
        for (let k = 0; k < 64; k++) {
          const place = ZIGZAG[k] as number;
          zigzagged[k] = Math.round((coefficients[place] as number) / (steps[place] as number));
        }
        (coders[index] as HuffmanCoder).write(zigzagged);
      });
    }
  }
  writer.flush();
  writer.bytes(0xff, 0xd9);
  return writer.result();
}

/** One component's 8×8 samples, level-shifted. Beyond the picture its last row and column go on. */
function readBlock(
  { width, height, rgba }: JpegPicture,
  { weights, shift }: (typeof COMPONENTS)[number],
  top: number,
  left: number,
  samples: Float64Array,
): void {
  const [red, green, blue] = weights;
  for (let y = 0; y < 8; y++) {
    const row = Math.min(top + y, height - 1) * width;
    for (let x = 0; x < 8; x++) {
      const i = 4 * (row + Math.min(left + x, width - 1));
      samples[8 * y + x] =
        red * (rgba[i] as number) + green * (rgba[i + 1] as number) + blue * (rgba[i + 2] as number) + shift;
    }
  }
}

/** Everything before the entropy-coded data (T.81, annex B). */
function writeHeaders(writer: BitWriter, width: number, height: number): void {
  const segment = (marker: number, bytes: readonly number[]) => {
    writer.bytes(0xff, marker);
    writer.word(bytes.length + 2);
    writer.bytes(...bytes);
  };
  const word = (value: number) => [value >> 8, value & 255];
  writer.bytes(0xff, 0xd8);
  segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  QUANTISATION.forEach((steps, id) => {
    segment(0xdb, [id, ...Array.from(ZIGZAG, (place) => steps[place] as number)]);
  });
  const components = COMPONENTS.flatMap(({ table }, index) => [index + 1, 0x11, table]);
  segment(0xc0, [8, ...word(height), ...word(width), COMPONENTS.length, ...components]);
  [DC_TABLES, AC_TABLES].forEach((tables, kind) => {
    tables.forEach(({ counts, symbols }, id) => {
      segment(0xc4, [(kind << 4) | id, ...counts, ...symbols]);
    });
  });
  const scans = COMPONENTS.flatMap(({ table }, index) => [index + 1, (table << 4) | table]);
  segment(0xda, [COMPONENTS.length, ...scans, 0, 63, 0]);
}
