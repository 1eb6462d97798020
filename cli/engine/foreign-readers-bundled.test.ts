import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readIndependently } from '../../e2e/fixtures/independent-reader.ts';
import { findPythonWithTorchvision } from '../../scripts/find-python.mjs';
import { foreignReader } from '../../src/core/dataset/testing/foreign-reader.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const PICTURES = 6;
const torchvision = findPythonWithTorchvision();
const unless = torchvision === null ? ' (skipped: no python3 here has torchvision)' : '';
const coco = foreignReader('read_coco.py', 'pycocotools.coco', 'PIL');

/** As in README and docs/cli.md, with a quarter of the steps. */
async function generated(format: string): Promise<string> {
  const out = join(temporaryFolder(), 'set.zip');
  const args = ['--prompts', 'docs/examples/prompts.json', '--steps', '1', '--format', format, '--out', out];
  const { exitCode, stderr } = await runHere(['generate', ...args]);
  expect(exitCode, stderr).toBe(0);
  const validated = await runHere(['validate', out, '--json', '--quiet']);
  expect([validated.exitCode, linesOf(validated.stdout)[0]]).toMatchObject([0, { findings: [] }]);
  return out;
}

interface CocoSplit {
  readonly pictures: readonly {
    readonly size: readonly number[];
    readonly regions: readonly {
      readonly told: { readonly area: number };
      readonly found: { readonly area: number };
    }[];
  }[];
}

describe('what generate makes of the example list', () => {
  it.skipIf(torchvision === null)(`is read as VOC by torchvision, and by validate${unless}`, async () => {
    const { zipErrors, sets } = readIndependently(torchvision ?? '', await generated('voc'));
    expect(zipErrors).toBeNull();
    expect(sets.trainval).toHaveLength(PICTURES);
    for (const { pictureFormat, pictureSize, maskMode, maskSize } of sets.trainval) {
      expect([pictureFormat, pictureSize, maskMode, maskSize]).toEqual(['JPEG', [128, 128], 'P', [128, 128]]);
    }
  });

  it.skipIf(coco.python === null)(`is read as COCO by pycocotools, and by validate${coco.unless}`, async () => {
    const members = unzipSync(readFileSync(await generated('coco')));
    const { train, val } = coco.readUnpacked(members) as Partial<Record<'train' | 'val', CocoSplit>>;
    const pictures = [...(train?.pictures ?? []), ...(val?.pictures ?? [])];
    expect(pictures.map(({ size }) => size)).toEqual(Array(PICTURES).fill([128, 128]));
    const regions = pictures.flatMap((picture) => picture.regions);
    expect(regions.length).toBeGreaterThan(0);
    for (const { told, found } of regions) expect(found.area).toBe(told.area);
  });
});
