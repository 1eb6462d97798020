import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS, type FormatId } from '../../../src/core/dataset/formats/registry.ts';
import { pairWorkHere } from '../../../src/engine/export/pair-work.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { exportToFile } from '../../dataset/export-to-file.ts';
import { makeKinds } from '../../dataset/make-kinds.ts';
import { againstMaskPeers } from '../../dataset/mask-peers.ts';
import { repeatedWork } from '../../dataset/repeated-work.ts';
import { kindsGallery, type StoredKind, saveKinds } from '../../dataset/stored-kind.ts';

type RunInBrowser = (file: string) => Promise<Record<string, unknown>>;

const PAIRS = 100;
const WRITTEN_PAIRS = 500;
const PEER_MASKS = 120;
/** Formats that keep something of each pair until the end, and two that do not. */
const MEMORY_FORMATS = 'voc,coco-instances,coco-panoptic,yolo-segmentation,fiftyone';

interface MemoryLine {
  readonly growthBytes?: number | null;
  readonly error?: string;
}

/**
 * From pictures to datasets: pairs a minute and bytes a pair in the page, pairs a second of an export in each format, with all work on a
 * pair and with its writer alone, both on one thread; VOC's and COCO's masks against Pillow and pycocotools; and how far
 * memory rises in an export of `--pairs=2000` pairs in each of `--memory=voc,fiftyone`, `all` or `none`.
 */
export async function run(options: Readonly<Record<string, string>>, runInBrowser: RunInBrowser) {
  const memory = memoryFormats(options.memory ?? MEMORY_FORMATS);
  const memoryPairs = Number(options.pairs ?? 2000);
  const inPage = options.page === 'no' ? 'left out' : await runInBrowser('dataset/dataset-in-browser.ts');
  const kinds = await makeKinds();
  const peers = againstMaskPeers(await masksOf(kinds));
  const growths = measureMemory(kinds, memory, memoryPairs);
  const rows = [];
  for (const { id } of FORMATS) {
    rows.push({ format: id, ...(await speeds(kinds, id)), growthBytes: growths.get(id) ?? null });
  }
  return { inPage, peers, pairs: PAIRS, writtenPairs: WRITTEN_PAIRS, memoryPairs, rows };
}

function memoryFormats(list: string): FormatId[] {
  if (list === 'none') return [];
  const named = list.split(',');
  const unknown = named.filter((name) => name !== 'all' && !FORMATS.some(({ id }) => id === name));
  if (unknown.length > 0) throw new Error(`No format ${unknown.join(', ')} to measure memory of.`);
  return FORMATS.map(({ id }) => id).filter((id) => list === 'all' || named.includes(id));
}

/** Pairs a second; the first export of a format compiles its writer. */
async function speeds(kinds: readonly StoredKind[], format: FormatId) {
  const whole = kindsGallery(kinds, PAIRS);
  const wholeWork = pairWorkHere(async () => whole, segmentRecord);
  await exportToFile(kindsGallery(kinds, kinds.length), wholeWork, format);
  const { exportMs } = await exportToFile(whole, wholeWork, format);
  const written = kindsGallery(kinds, WRITTEN_PAIRS);
  const kindOf = new Map(written.pairIds.map((id, place) => [id, place % kinds.length]));
  const work = repeatedWork(
    pairWorkHere(async () => written, segmentRecord),
    (id) => kindOf.get(id) ?? 0,
  );
  await exportToFile({ ...written, pairIds: written.pairIds.slice(0, kinds.length) }, work, format);
  const alone = await exportToFile(written, work, format);
  return {
    pairsPerSecond: (1000 * PAIRS) / exportMs,
    writerPairsPerSecond: (1000 * WRITTEN_PAIRS) / alone.exportMs,
    zipBytesPerPair: alone.zipBytes / WRITTEN_PAIRS,
  };
}

async function masksOf(kinds: readonly StoredKind[]) {
  const gallery = kindsGallery(kinds, kinds.length);
  const [first] = kinds;
  if (!first) throw new Error('There is no kind of pairs to take masks of.');
  const { width, height } = first.meta;
  const made = await Promise.all(
    kinds.map(async ({ meta }, place) => {
      const id = gallery.pairIds[place] ?? '';
      const [picture, record] = [await gallery.readPicture(id), await gallery.readRecord(id, meta.tuning)];
      return segmentRecord(record, meta.tuning, picture).mask;
    }),
  );
  const repeats = Math.ceil(PEER_MASKS / made.length);
  return { width, height, masks: Array.from({ length: repeats }, () => made).flat() };
}

function measureMemory(kinds: readonly StoredKind[], formats: readonly FormatId[], pairs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  try {
    const stored = join(folder, 'kinds.bin');
    saveKinds(stored, kinds);
    return new Map(formats.map((format) => [format, growthInOwnProcess(stored, format, pairs)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function growthInOwnProcess(stored: string, format: FormatId, pairs: number): number | null {
  const args = ['scripts/bench.mjs', 'dataset-memory', `--stored=${stored}`, `--format=${format}`, `--pairs=${pairs}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const { growthBytes, error } = JSON.parse(stdout.trim().split('\n').at(-1) || '{}') as MemoryLine;
  if (growthBytes === undefined)
    throw new Error(`The memory of an export as ${format} was not measured: ${error ?? stderr}`);
  return growthBytes;
}
