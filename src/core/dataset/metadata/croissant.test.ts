import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { defaultChoice, FORMATS } from '../formats/registry.ts';
import { writeDataset } from '../formats/writers.ts';
import { smallDataset } from '../small-dataset.fixture.ts';
import { wholeFile } from '../testing/whole-file.ts';
import golden from './small-voc.golden.json' with { type: 'json' };

async function contentsOf(id: (typeof FORMATS)[number]['id']): Promise<Map<string, Uint8Array>> {
  const { files } = await writeDataset(smallDataset(), defaultChoice(id));
  const contents = await Promise.all(files.map(async (file) => [file.path, await wholeFile(file)] as const));
  return new Map(contents);
}

const croissantOf = (contents: Map<string, Uint8Array>) =>
  JSON.parse(Buffer.from(contents.get('croissant.json')!).toString());

/** Each `*` within a path's part, as Croissant's globs have it. */
const matches = (pattern: string, path: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.\\+?^$()[\]{}|]/g, '\\$&'))
      .join('[^/]*')}$`,
  ).test(path);

// What mlcroissant 1.1.0 (github.com/mlcommons/croissant) loaded without an error: its one warning is that there is no licence, and its
// records hold three pairs, the splits, the labels, and the pictures' pixels. The set and the field of object files, which are like those of
// masks, came later.
it('is what mlcroissant has read', async () => {
  expect(croissantOf(await contentsOf('voc'))).toEqual(golden);
});

describe.each(FORMATS.map(({ id }) => id))('%s', (id) => {
  it('describes its own files: hash of the manifest, and globs that match pictures and masks', async () => {
    const contents = await contentsOf(id);
    const { distribution, recordSet } = croissantOf(contents);
    const [manifest, ...sets] = distribution;
    expect(manifest.sha256).toBe(createHash('sha256').update(contents.get('manifest.json')!).digest('hex'));
    expect(sets.length).toBeGreaterThan(0);
    for (const { includes } of sets) {
      for (const pattern of includes) expect([...contents.keys()].some((path) => matches(pattern, path))).toBe(true);
    }
    const { pairs } = JSON.parse(Buffer.from(contents.get('manifest.json')!).toString());
    const patterns = sets.flatMap(({ includes }: { includes: string[] }) => includes);
    for (const { archive, picture } of pairs) {
      expect(patterns.some((pattern: string) => matches(pattern, archive ?? picture))).toBe(true);
    }
    const ids = recordSet.flatMap((set: { '@id': string; field: { '@id': string }[] }) => [set, ...set.field]);
    expect(new Set(ids.map((node: { '@id': string }) => node['@id'])).size).toBe(ids.length);
  });
});

const python = findPythonWith(['mlcroissant']);
it.skipIf(!python)(
  `mlcroissant reads pairs and pictures of every format${python ? '' : ' (skipped: no python3 has mlcroissant)'}`,
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'croissant-'));
    try {
      for (const { id } of FORMATS) {
        for (const [path, content] of await contentsOf(id)) {
          const target = join(folder, id, path);
          mkdirSync(dirname(target), { recursive: true });
          writeFileSync(target, content);
        }
      }
      const script = `
import json, sys
import mlcroissant
out = {}
for name in sys.argv[2:]:
    dataset = mlcroissant.Dataset(f'{sys.argv[1]}/{name}/croissant.json')
    out[name] = {r.uuid: len(list(dataset.records(r.uuid))) for r in dataset.metadata.record_sets}
print(json.dumps(out))`;
      const names = FORMATS.map(({ id }) => id);
      const run = spawnSync(python ?? '', ['-c', script, folder, ...names], { encoding: 'utf8' });
      const counts = JSON.parse(run.stdout);
      for (const name of names) expect(counts[name]).toMatchObject({ splits: 2, labels: 5, pairs: 3 });
      expect(counts.voc.pictures).toBe(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
