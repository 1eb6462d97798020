import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultChoice } from '../../src/core/dataset/formats/registry.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { DatasetExporter } from '../../src/engine/export/dataset-exporter.ts';
import { pairWorkHere } from '../../src/engine/export/pair-work.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { jobContext } from '../../src/engine/testing/job.ts';
import { segmentRecord } from '../../src/engine/tuning/segment-record.cpu.ts';
import { decodeRecord, encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { createMemoryPairStore } from '../../src/storage/pairs/memory-pair-store.ts';
import { fitTuning, shapeOf } from '../../src/studio/tuning/fit-tuning.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const PROMPTS = [
  { filename: 'a.jpg', caption: 'a cat and a chair', class_prompt: 'cat chair' },
  { filename: 'b.jpg', caption: 'a dog on the grass', class_prompt: 'dog' },
  { filename: 'c.jpg', caption: 'a bus', class_prompt: 'bus' },
];

const kept = mkdtempSync(join(tmpdir(), 'generate-'));
const LIST = join(kept, 'list.json');
const GENERATE = ['generate', '--prompts', LIST, '--steps', '1', '--seed', '5'];
/** One after another on one thread: what all other ways have to make, too. */
const WHOLE = join(kept, 'whole.zip');
let whole: Awaited<ReturnType<typeof runHere>>;

beforeAll(async () => {
  writeFileSync(LIST, JSON.stringify(PROMPTS));
  whole = await runHere([...GENERATE, '--threads', '1', '--out', WHOLE, '--json']);
});
afterAll(() => rmSync(kept, { recursive: true }));

it('makes the same dataset with the bundled model in one run and in two shards', async () => {
  const folder = temporaryFolder();
  const args = [...GENERATE, '--threads', '1'];
  expect(whole.exitCode).toBe(0);
  expect(linesOf(whole.stdout)).toMatchObject([{ format: 'voc', pairs: 3, failed: 0 }]);
  expect(linesOf(whole.stderr).slice(0, 2)).toMatchObject([
    { event: 'backend', provider: 'cpu', threads: 1 },
    { event: 'model', id: 'emoji-scenes', imageSize: 128 },
  ]);
  for (const shard of [2, 1]) {
    const part = await runHere([...args, '--shard', `${shard}/2`, '--resume', '--out', join(folder, `part-${shard}`)]);
    expect(part.exitCode).toBe(0);
  }
  const parts = [join(folder, 'part-1'), join(folder, 'part-2')];
  expect((await runHere(['merge', ...parts, '--out', join(folder, 'merged.zip')])).exitCode).toBe(0);
  expect(readFileSync(join(folder, 'merged.zip')).equals(readFileSync(WHOLE))).toBe(true);
  const maps = ['merge', ...parts, '--format', 'class-maps', '--out', join(folder, 'maps.zip')];
  expect((await runHere(maps)).exitCode).toBe(0);
  const files = Object.keys(unzipSync(readFileSync(join(folder, 'maps.zip'))));
  expect(files.filter((name) => name.endsWith('.npy'))).toHaveLength(3);
});

it('makes two pictures at once, in threads of their own, with the bytes of one after another', async () => {
  const folder = temporaryFolder();
  const two = join(folder, 'two.zip');
  const { exitCode, stderr } = await runHere([...GENERATE, '--threads', '2', '--at-once', '2', '--out', two]);
  expect(exitCode, stderr).toBe(0);
  expect(linesOf(stderr)).toContainEqual(expect.objectContaining({ event: 'at-once', pictures: 2, threadsEach: 1 }));
  expect(readFileSync(two).equals(readFileSync(WHOLE))).toBe(true);
});

it('has the pictures and masks that an export of the studio has, byte by byte', async () => {
  const made = unzipSync(readFileSync(WHOLE));
  const { pairs } = JSON.parse(strFromU8(made['manifest.json']!));

  const model = await openBundledModel();
  const store = createMemoryPairStore();
  for (const { settings, tuning, fileName, stem } of pairs) {
    const classes = VOC_20.classes.filter(({ id }) => settings.classIds.includes(id));
    const { picture, record, provenance } = await generatePicture(
      { jobId: stem, settings, classes, tuning },
      { ...jobContext(model), provenance: { ...jobContext(model).provenance, modelId: 'emoji-scenes' } },
    );
    const stored = await decodeRecord(await encodeRecord(record));
    expect(fitTuning(tuning, shapeOf(stored), shapeOf(stored)).tuning).toEqual(tuning);
    const facts = {
      width: picture.width,
      height: picture.height,
      settings,
      tuning,
      fileName,
      review: 'unreviewed' as const,
    };
    const counts = { presence: [], pixels: { background: 0, void: 0, classes: {} } };
    const { modelSha256, modelFilesSha256 } = pairs[0].provenance;
    const meta = { id: stem, createdAt: '2026-11-22T10:38:42.123Z', ...facts, ...counts };
    await store.put({ ...meta, provenance: { ...provenance, modelSha256, modelFilesSha256 } }, picture, stored);
  }
  const exporter = new DatasetExporter({
    openPairs: async () => store,
    openPairWork: () => pairWorkHere(async () => store, segmentRecord),
    saveZip: (zip) => new Response(zip).blob(),
    nowMs: () => 0,
  });
  const pairIds = pairs.map(({ stem }: { stem: string }) => stem);
  const request = { exportId: 'e', pairIds, choice: defaultChoice('voc'), labelSet: VOC_20 };
  const result = await exporter.exportDataset(request, () => undefined);
  if (!result.ok) throw new Error(result.error.message);
  const exported = unzipSync(new Uint8Array(await result.value.file.arrayBuffer()));
  expect(Object.keys(made).sort()).toEqual(Object.keys(exported).sort());
  const pictures = Object.keys(exported).filter((name) => /\.(jpg|png)$/.test(name));
  expect(pictures).toHaveLength(9);
  for (const name of pictures) expect(made[name], name).toEqual(exported[name]);
});
