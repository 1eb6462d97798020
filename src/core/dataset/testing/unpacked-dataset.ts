import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { datasetInput } from '../dataset-input.ts';
import { defaultChoice, type FormatId } from '../formats/registry.ts';
import { writeDataset } from '../formats/writers.ts';
import { smallMask, smallSource } from '../small-dataset.fixture.ts';
import type { DatasetSource } from '../types.ts';
import { wholeFile } from './whole-file.ts';

/** For tests: formats of pictures and masks, unpacked and read by software that shares nothing with the writers. */

const root = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The fixture's pairs under names with a space's and a dot's stand-ins and of another alphabet. */
export const STEMS = ['my_cat_v2', '猫_é', 'pair-c'];

export function renamed(): DatasetSource {
  const source = smallSource();
  const old = source.entries.map(({ stem }) => stem);
  const oldOf = (stem: string) => old[STEMS.indexOf(stem)] as string;
  return {
    ...source,
    entries: source.entries.map((entry, i) => ({ ...entry, stem: STEMS[i] as string })),
    readJpeg: (stem) => source.readJpeg(oldOf(stem)),
    readMaskPng: (stem) => source.readMaskPng(oldOf(stem)),
    readClassMaps: (stem) => source.readClassMaps(oldOf(stem)),
  };
}

let written = 0;
/** The dataset unpacked into a folder of its own. */
export async function unpack(format: FormatId, options: Record<string, string | number> = {}, source = renamed()) {
  const choice = { ...defaultChoice(format), options: { ...defaultChoice(format).options, ...options } };
  const { files, notes } = await writeDataset(datasetInput(source, 90), choice);
  const folder = join(root, String(written++));
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await wholeFile(file));
  }
  return { folder, paths: files.map(({ path }) => path), notes };
}

export const python = findPythonWith(['numpy', 'PIL']);
export const unless = python ? '' : ' (skipped: no python3 has numpy and Pillow)';

export function run(script: string, folder: string): unknown {
  const { status, stdout, stderr } = spawnSync(python ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

export const HEAD = 'import json, io, os, numpy\nfrom PIL import Image\n';
export const describeMask = (path: string, stem = 'stem') =>
  `(lambda m, p: [${stem}, m.mode, numpy.array(m).tolist(), p.format, m.size == p.size])(Image.open(${path}), Image.open(p))`;

/** What a reader must find: the stem, the mask's mode, its ids, and a picture of the same size. */
export function pairs(mode: string, ids: (index: number) => Uint8Array = smallMask) {
  const widths = [7, 16, 33];
  return STEMS.map((stem, i) => {
    const mask = [...ids(i)];
    const rows = Array.from({ length: mask.length / (widths[i] as number) }, (_, y) =>
      mask.slice(y * (widths[i] as number), (y + 1) * (widths[i] as number)),
    );
    return [stem, mode, rows, 'JPEG', true];
  }).sort();
}
