import type { DatasetFile, DatasetWriterInput } from '../types.ts';

/** The picture of a pair, read when its turn comes. */
export function pictureFile(input: DatasetWriterInput, stem: string, path: string): DatasetFile {
  return { path, read: () => input.readJpeg(stem) };
}

/** The mask of a pair as a palette PNG, read when its turn comes. */
export function maskFile(input: DatasetWriterInput, stem: string, path: string): DatasetFile {
  return { path, read: () => input.readMaskPng(stem) };
}

/** One stem a line, each line ended. */
export function stemList(stems: readonly string[]): string {
  return stems.map((stem) => `${stem}\n`).join('');
}
