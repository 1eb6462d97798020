import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythonWith } from '../../scripts/find-python.mjs';
import { maskPalette } from '../../src/core/dataset/palette.ts';
import { encodePalettePng } from '../../src/core/dataset/palette-png.ts';
import { labelClasses } from '../../src/core/dataset/regions/label-regions.ts';
import { compressRunLengths, runLengths } from '../../src/core/dataset/regions/run-lengths.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { median } from '../peers/timing.ts';

const RUNS = 5;
const SCRIPT = 'bench/dataset/mask_peers.py';

/** Masks of one size, class ids u8 `[height,width]` each. */
export interface Masks {
  readonly width: number;
  readonly height: number;
  readonly masks: readonly Uint8Array[];
}

/** A region as the peer prints it: class, compressed run lengths, pixels, box. */
export type PlainRegion = readonly [
  classId: number,
  counts: string,
  areaPixels: number,
  box: readonly [x: number, y: number, width: number, height: number],
];

interface PeerAnswer {
  readonly pngMs: readonly number[];
  readonly pngBytes: number;
  readonly regionsMs: readonly number[];
  readonly regions: readonly (readonly PlainRegion[])[];
}

/**
 * The VOC writer's masks against Pillow's palette PNGs, and the COCO writer's regions (one a class, compressed run lengths, area and box)
 * against pycocotools' of the same masks: masks a second on one thread, medians, `ratio` being the studio's over the peer's.
 *
 * @throws Error where the regions are not the peer's
 */
export function againstMaskPeers(masks: Masks): Record<string, unknown> {
  const palette = maskPalette(VOC_20);
  const png = timed(masks, (mask) => encodePalettePng(mask, masks.width, masks.height, palette));
  const coco = timed(masks, (mask) => classRegions(mask, masks.width, masks.height));
  const ownPngBytes = png.made.reduce((sum, { length }) => sum + length, 0);
  const python = findPythonWith(['PIL', 'pycocotools.mask', 'numpy']);
  if (!python) {
    const missing =
      'not measured: no python3 here can import PIL, pycocotools and numpy (pip install pillow pycocotools)';
    return {
      masks: masks.masks.length,
      vocMasksPerSecond: png.perSecond,
      cocoMasksPerSecond: coco.perSecond,
      peers: missing,
    };
  }
  const peer = askPeer(python, masks, palette.flat());
  if (JSON.stringify(peer.regions) !== JSON.stringify(coco.made))
    throw new Error('pycocotools finds other regions in the same masks than the COCO writer.');
  const pillowPerSecond = (1000 * masks.masks.length) / median(peer.pngMs);
  const pycocotoolsPerSecond = (1000 * masks.masks.length) / median(peer.regionsMs);
  return {
    masks: masks.masks.length,
    vocMasksPerSecond: png.perSecond,
    pillowPerSecond,
    vocRatio: png.perSecond / pillowPerSecond,
    vocBytesRatio: ownPngBytes / peer.pngBytes,
    cocoMasksPerSecond: coco.perSecond,
    pycocotoolsPerSecond,
    cocoRatio: coco.perSecond / pycocotoolsPerSecond,
  };
}

function timed<T>({ masks }: Masks, make: (mask: Uint8Array) => T): { perSecond: number; made: T[] } {
  let made = masks.map(make);
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    made = masks.map(make);
    return performance.now() - started;
  });
  return { perSecond: (1000 * masks.length) / median(times), made };
}

/** What the COCO writer says of each class of a mask, by class id. */
export function classRegions(mask: Uint8Array, width: number, height: number): PlainRegion[] {
  const found = labelClasses(mask, width, height);
  return found.regions
    .map((region): PlainRegion => {
      const { x, y, width: boxWidth, height: boxHeight } = region.box;
      const counts = compressRunLengths(runLengths(found, region));
      return [region.classId, counts, region.areaPixels, [x, y, boxWidth, boxHeight]];
    })
    .sort(([a], [b]) => a - b);
}

function askPeer(python: string, { width, height, masks }: Masks, palette: readonly number[]): PeerAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'masks-'));
  try {
    writeFileSync(join(folder, 'masks.bin'), Buffer.concat(masks));
    const about = { width, height, count: masks.length, runs: RUNS, palette };
    writeFileSync(join(folder, 'masks.json'), JSON.stringify(about));
    const run = spawnSync(python, [SCRIPT, folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status !== 0) throw new Error(`${SCRIPT} ended with status ${run.status}: ${run.stderr}`);
    return JSON.parse(run.stdout) as PeerAnswer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
