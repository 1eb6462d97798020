import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedTuning } from '../../bench/quality/shipped-tuning.ts';
import { captureScene } from '../../bench/quality/studio-engine.ts';
import { labelClasses } from '../../src/core/dataset/regions/label-regions.ts';
import { compressRunLengths, runLengths } from '../../src/core/dataset/regions/run-lengths.ts';
import { classOverlap, meanIou } from '../../src/core/evaluate/class-overlap.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { openRecordCpu } from '../../src/engine/tuning/segment-record.cpu.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import { truthOf } from '../evaluate/truth-of.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';

/** Six held-out scenes of the bundled model's world in VOC's layout, drawn by training/write_scenes.py, and their captions. */
const SCENES = new URL('./testing/world-scenes.zip', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
const VOC = join(folder, 'VOCdevkit');
const IMAGES = join(VOC, 'VOC2012/JPEGImages');
const INSTANCES = join(folder, 'instances_val.json');
const CAPTIONS = join(folder, 'captions.json');

beforeAll(async () => {
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(SCENES)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(INSTANCES, JSON.stringify(await cocoInstances()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const scenes = async () => (await truthOf({ voc: VOC, split: 'val' })).items;

/** The same truth as COCO has it: a region for each class of a picture. */
async function cocoInstances() {
  const images: object[] = [];
  const annotations: object[] = [];
  for (const [index, item] of (await scenes()).entries()) {
    const { width, height, ids } = await item.readMask();
    images.push({ id: index, file_name: `${item.name}.jpg`, width, height });
    const found = labelClasses(ids, width, height);
    for (const region of found.regions) {
      const segmentation = { size: [height, width], counts: compressRunLengths(runLengths(found, region)) };
      annotations.push({ image_id: index, category_id: region.classId, iscrowd: 0, segmentation });
    }
  }
  return { images, annotations, categories: VOC_20.classes.map(({ id, name }) => ({ id, name })) };
}

interface Told {
  readonly pictures: number;
  readonly miou: { readonly value: number; readonly low: number; readonly high: number };
  readonly classes: readonly { readonly name: string; readonly iou: { readonly value: number } }[];
  readonly grid: readonly { readonly miou: number }[];
}

async function evaluated(...args: string[]): Promise<Told> {
  const { exitCode, stdout, stderr } = await runHere(['evaluate', ...args, '--threads', '1', '--json', '--quiet']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return linesOf(stdout)[0] as unknown as Told;
}

describe('evaluate on real scenes', () => {
  it('agrees with the quality bench on the same pictures, within its interval', { timeout: 120_000 }, async () => {
    const told = await evaluated('--voc', VOC, '--captions', CAPTIONS);
    expect(told.pictures).toBe(6);
    const model = await openBundledModel();
    const captions = JSON.parse(readFileSync(CAPTIONS, 'utf8')) as Record<string, string>;
    const overlaps = [];
    for (const item of await scenes()) {
      const { ids: truth } = await item.readMask();
      const decoded = decodePicture(await item.readPicture(), item.name);
      const picture = { ...decoded, rgba: new Uint8ClampedArray(decoded.rgba) };
      const scene = {
        ...{ seed: Number(item.name), caption: captions[item.name] ?? '', picture, truth },
        classes: VOC_20.classes.filter(({ id }) => truth.includes(id)),
      };
      const record = await captureScene(model, scene, { style: 'caption+classes', capture: 'studio' });
      const tuning = shippedTuning(model, model.info.suggested.renoiseTimesteps.length);
      overlaps.push(classOverlap(openRecordCpu(record, picture).segment(tuning).mask, truth, 21));
    }
    expect(meanIou(overlaps)).toBeGreaterThan(told.miou.low);
    expect(meanIou(overlaps)).toBeLessThan(told.miou.high);
    // Only the noise differs: six pictures leave a few points.
    expect(Math.abs(meanIou(overlaps) - told.miou.value)).toBeLessThan(6);
  });

  it('gives the same of COCO’s regions, and a grid with the best first', { timeout: 120_000 }, async () => {
    const voc = await evaluated('--voc', VOC, '--limit', '2');
    const coco = await evaluated(
      '--coco',
      INSTANCES,
      '--images',
      IMAGES,
      '--label-set',
      'voc',
      '--limit',
      '2',
      '--grid',
    );
    expect({ ...coco, grid: [] }).toEqual({ ...voc, grid: [] });
    const means = coco.grid.map(({ miou }) => miou);
    expect(means.length).toBeGreaterThan(100);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(means).toContain(voc.miou.value);
  });

  it.each([
    ['neither truth', [], 2, /Expected --voc FOLDER, or --coco FILE with --images FOLDER/],
    ['COCO without pictures', ['--coco', INSTANCES], 2, /--images FOLDER/],
    ['an empty split', ['--voc', VOC, '--split', 'train'], 3, /Check the folder, and --split/],
    ['a τ that there is not', ['--voc', VOC, '--tau', '9'], 2, /--tau to be a number from 0 to 8/],
    ['a missing folder', ['--voc', join(folder, 'no')], 3, /there is nothing/],
  ])('fails with a sentence for %s', async (_, args, code, message) => {
    const { exitCode, stderr } = await runHere(['evaluate', ...args, '--quiet']);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });
});
