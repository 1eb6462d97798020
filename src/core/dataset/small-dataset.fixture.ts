import type { LabelSet } from '../prompt/types.ts';
import { datasetInput } from './dataset-input.ts';
import { encodePalettePng } from './palette-png.ts';
import { SMALL_SETTINGS, SMALL_TUNING, smallProvenance } from './small-facts.fixture.ts';
import type { DatasetEntry, DatasetSource, DatasetWriterInput } from './types.ts';

/** Plain grey JPEGs of 7×5, 16×16 and 33×9 pixels, written by Pillow 9.4. */
const JPEG_BASE64 = [
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/wAALCAAFAAcBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AX//Z',
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/wAALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AKA//9k=',
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/wAALCAAJACEBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AKAAA//Z',
];
const SIZES = [
  [7, 5],
  [16, 16],
  [33, 9],
] as const;

export const smallLabelSet: LabelSet = {
  id: 'voc-20',
  name: 'Three of VOC',
  classes: [
    { id: 15, name: 'person', promptName: 'person', synonyms: [], color: [192, 128, 128] },
    { id: 8, name: 'cat', promptName: 'cat', synonyms: [], color: [64, 0, 0] },
    { id: 11, name: 'diningtable', promptName: 'dining table', synonyms: [], color: [192, 128, 0] },
  ],
};

export function entryOf(stem: string, width: number, height: number): DatasetEntry {
  return {
    stem,
    width,
    height,
    review: 'accepted',
    settings: { ...SMALL_SETTINGS, caption: 'a cat on a table', classIds: [8, 11], seed: 4294967295 },
    tuning: { ...SMALL_TUNING, crossSides: [16], selfSide: 32, window: [0, 3] },
    provenance: {
      ...smallProvenance('2026-11-22T10:38:42.123Z'),
      prompt: 'a cat on a table; cat dining table',
      classPrompt: 'cat dining table',
    },
    presence: [
      { classId: 8, evidence: 2, present: true },
      { classId: 11, evidence: 1.5, present: true },
    ],
    pixels: { background: 1, void: 2, classes: { 8: 3, 11: 4 } },
  };
}

/** Background, cat, dining table and void in turn, starting one later from pair to pair. */
export function smallMask(index: number): Uint8Array {
  const [width, height] = SIZES[index] as readonly [number, number];
  return Uint8Array.from({ length: width * height }, (_, i) => [0, 8, 11, 255][(i + index) % 4] as number);
}

/** u8 `[2,height,width]`: rising numbers. */
export function smallClassMaps(index: number): Uint8Array {
  const [width, height] = SIZES[index] as readonly [number, number];
  return Uint8Array.from({ length: 2 * width * height }, (_, i) => i + index);
}

/** Three pairs with valid JPEGs; `reads` notes what was read in which order. */
export function smallSource(): DatasetSource & { readonly reads: string[] } {
  const stems = ['pair-b', 'pair-a', 'pair-c'];
  const reads: string[] = [];
  const indexOf = (stem: string, what: string) => {
    reads.push(`${what} ${stem}`);
    return stems.indexOf(stem);
  };
  return {
    reads,
    labelSet: smallLabelSet,
    entries: stems.map((stem, i) => entryOf(stem, ...(SIZES[i] as readonly [number, number]))),
    readJpeg: async (stem) => Uint8Array.from(Buffer.from(JPEG_BASE64[indexOf(stem, 'picture')] as string, 'base64')),
    readMaskPng: async (stem) => {
      const index = indexOf(stem, 'mask');
      return encodePalettePng(smallMask(index), ...(SIZES[index] as readonly [number, number]));
    },
    readClassMaps: async (stem) => ({ classIds: [8, 11], values: smallClassMaps(stems.indexOf(stem)) }),
    readEdges: async () => null,
  };
}

/** The same as writers get it. */
export const smallDataset = (source: DatasetSource = smallSource()): DatasetWriterInput => datasetInput(source, 90);
