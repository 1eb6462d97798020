import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { labelmapText, labelsOf } from '../../src/core/dataset/labelmap.ts';
import { minAreaOf, PLAIN_OBJECTS } from '../../src/core/dataset/objects/split-objects.ts';
import { manifestPath } from '../../src/core/dataset/read/read-manifest.ts';
import type {
  DatasetFiles,
  Finding,
  FindingKind,
  ManifestPair,
  ReadDataset,
  ReadItem,
  ReadMask,
} from '../../src/core/dataset/read/types.ts';
import { countPixels } from '../../src/core/edit/edit-layer.ts';
import { StudioError } from '../../src/core/errors.ts';
import { BACKGROUND_ID, VOID_ID } from '../../src/core/segmentation/types.ts';
import { decodePicture } from './decode-picture.ts';

/**
 * Reads all of a dataset and tells what is wrong with it: files that are missing or damaged, masks of another size than their picture,
 * values that are no class, lists and folders that do not agree, and what manifest.json, croissant.json and labelmap.txt say otherwise than
 * the files.
 */
export async function checkDataset(
  files: DatasetFiles,
  dataset: ReadDataset,
  onItem: (done: number) => void = () => undefined,
): Promise<Finding[]> {
  const findings = [...dataset.findings, ...(await checkDocuments(files, dataset)), ...checkLists(dataset)];
  const known = new Set(labelsOf(dataset.labelSet).map(({ id }) => id));
  const pairs = new Map(dataset.manifest?.pairs.map((pair) => [pair.stem, pair]));
  for (const [index, item] of dataset.items.entries()) {
    findings.push(...(await checkItem(item, known, pairs.get(item.name) ?? null, dataset)));
    onItem(index + 1);
  }
  return findings;
}

const error = (kind: FindingKind, path: string | null, message: string): Finding => ({
  severity: 'error',
  kind,
  path,
  message,
});

/** Manifest and items, split by split; items that no list names. */
function checkLists({ items, manifest }: ReadDataset): Finding[] {
  const findings: Finding[] = [];
  if (items.length === 0) findings.push(error('file-missing', null, 'Expected at least one pair, found none.'));
  const listed = items.filter(({ split }) => split !== null);
  if (listed.length > 0) {
    for (const { split, name, maskPath } of items) {
      if (split === null) findings.push(error('list', maskPath, `${name} is in no list and no split.`));
    }
  }
  if (!manifest) return findings;
  const byName = new Map(items.map((item) => [item.name, item]));
  for (const { stem, split } of manifest.pairs) {
    const item = byName.get(stem);
    if (!item) findings.push(error('manifest', 'manifest.json', `It names ${stem}, whose files are not there.`));
    else if (item.split !== null && item.split !== split) {
      findings.push(
        error('manifest', 'manifest.json', `It has ${stem} in ${split}, the files have it in ${item.split}.`),
      );
    }
  }
  const named = new Set(manifest.pairs.map(({ stem }) => stem));
  for (const { name, maskPath } of items) {
    if (!named.has(name)) findings.push(error('manifest', maskPath, `manifest.json does not name ${name}.`));
  }
  return findings;
}

/** What manifest.json, croissant.json and labelmap.txt say of each other. */
async function checkDocuments(files: DatasetFiles, { manifest }: ReadDataset): Promise<Finding[]> {
  const path = manifestPath(files);
  if (!manifest || path === null) return [];
  const beside = (name: string) => path.replace(/manifest\.json$/, name);
  const findings: Finding[] = [];
  const croissant = beside('croissant.json');
  if (files.paths.includes(croissant)) {
    const sum = bytesToHex(sha256(await files.read(path)));
    const said = /"sha256": "([0-9a-f]{64})"/.exec(new TextDecoder().decode(await files.read(croissant)))?.[1];
    if (said !== sum) {
      const message = `Expected the SHA-256 of manifest.json, ${sum}, found ${said ?? 'none'}: one of the two was changed.`;
      findings.push(error('manifest', croissant, message));
    }
  }
  const labelmap = beside('labelmap.txt');
  if (files.paths.includes(labelmap)) {
    const labels = labelsOf(manifest.labelSet);
    const text = new TextDecoder().decode(await files.read(labelmap));
    const expected = [labels, labels.filter(({ id }) => id !== VOID_ID)].map(labelmapText);
    if (!expected.includes(text)) {
      findings.push(error('labels', labelmap, 'Its names or colours are not those of manifest.json.'));
    }
  }
  return findings;
}

async function checkItem(
  item: ReadItem,
  known: ReadonlySet<number>,
  pair: ManifestPair | null,
  dataset: ReadDataset,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tried = async <T>(path: string | null, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (problem) {
      if (!(problem instanceof StudioError)) throw problem;
      findings.push(error(path === null ? 'file-missing' : 'file-unreadable', path ?? item.name, problem.message));
      return null;
    }
  };
  const picture = await tried(item.picturePath, async () =>
    decodePicture(await item.readPicture(), item.picturePath ?? item.name),
  );
  const mask = await tried(item.maskPath, () => item.readMask());
  const path = item.maskPath;
  if (!mask) return findings;
  const sizeOf = ({ width, height }: { readonly width: number; readonly height: number }) => `${width}×${height}`;
  if (picture && sizeOf(picture) !== sizeOf(mask)) {
    findings.push(
      error('size', path, `Expected the picture's size, ${sizeOf(picture)}, found a mask of ${sizeOf(mask)}.`),
    );
  }
  const unknown = unknownValues(mask, known);
  if (unknown !== '')
    findings.push(error('unknown-id', path, `Expected ids of “${dataset.labelSet.name}”, found ${unknown}.`));
  if (pair) findings.push(...checkPair(pair, mask, path, dataset));
  return findings;
}

function unknownValues({ ids }: ReadMask, known: ReadonlySet<number>): string {
  const counts = new Map<number, number>();
  for (const id of ids) if (!known.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, count]) => `${id} (${count} ${count === 1 ? 'pixel' : 'pixels'})`).join(', ');
}

/** Size and counts of the mask as the manifest has them, as far as the format holds them. */
function checkPair(pair: ManifestPair, mask: ReadMask, path: string | null, { manifest }: ReadDataset): Finding[] {
  if (pair.width !== mask.width || pair.height !== mask.height) {
    const message = `manifest.json says ${pair.width}×${pair.height}, the mask is ${mask.width}×${mask.height}.`;
    return [error('size', path, message)];
  }
  const { void: voidOption, background, regions, minAreaPixels = 1 } = manifest?.options ?? {};
  const leastObject = regions === 'object' ? minAreaOf(pair.tuning.objects ?? PLAIN_OBJECTS, pair) : 1;
  // VOC's class mask is whole; its objects lie in a file beside it.
  const dropsRegions = manifest?.format !== 'voc' && (minAreaPixels !== 1 || leastObject > 1);
  const holdsVoid =
    voidOption !== 'background' && !['coco-instances', 'yolo-segmentation'].includes(manifest?.format ?? '');
  const holdsBackground = holdsVoid && background !== 'void';
  const counts = countPixels(mask.ids, []);
  const differences: string[] = [];
  // What is too small to be an object has no region, so its pixels may be missing; none can come from nowhere.
  const compare = (name: string, said: number, found: number) => {
    if (dropsRegions ? found > said : found !== said) differences.push(`${name} ${said} and not ${found}`);
  };
  const ids = new Set([...Object.keys(pair.pixels.classes), ...Object.keys(counts.classes)].map(Number));
  for (const id of [...ids].filter((id) => id !== BACKGROUND_ID)) {
    compare(`class ${id}:`, pair.pixels.classes[id] ?? 0, counts.classes[id] ?? 0);
  }
  if (holdsBackground && !dropsRegions) {
    compare('background:', pair.pixels.background, counts.background);
    compare('void:', pair.pixels.void, counts.void);
  }
  if (differences.length === 0) return [];
  return [error('counts', path, `manifest.json has other pixels than the mask: ${differences.join(', ')}.`)];
}
