import { readTar, type TarMember } from '../formats/webdataset/read-tar.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { decodeMask } from './decode-mask.ts';
import { type ClassFile, datasetLabels } from './read-labels.ts';
import { nearest } from './read-manifest.ts';
import { splitNamed } from './read-paired.ts';
import type { DatasetFiles, DatasetManifest, LabelKnowledge, ReadDataset, ReadItem } from './types.ts';

const SHARD = /\.tar$/;
const PICTURES = ['jpg', 'jpeg', 'JPG', 'JPEG'];
/** One of train and one of val: the writers sort stems within a split, so that reading by name goes along both. */
const OPEN_SHARDS = 2;
/** As the writers name masks, and others who have a PNG for the picture. */
const MASKS = ['png', 'mask.png', 'seg.png', 'PNG'];

export const shardPaths = ({ paths }: DatasetFiles): string[] => paths.filter((path) => SHARD.test(path));

/** A sample's files by their extensions: what follows the first dot. */
type Sample = ReadonlyMap<string, Uint8Array>;

/**
 * WebDataset's shards, two of which are in memory at a time.
 * @throws StudioError `dataset-unreadable`
 */
export async function readWebdataset(
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
): Promise<ReadDataset> {
  const labelmap = nearest(files.paths, 'labelmap.txt');
  const file: ClassFile | null =
    labelmap === null ? null : { fileName: labelmap, text: new TextDecoder().decode(await files.read(labelmap)) };
  const labels = datasetLabels(manifest, knowledge, file);
  const open = new Map<string, Promise<ReadonlyMap<string, Sample>>>();
  const samplesOf = (path: string) => {
    const samples = open.get(path) ?? openShard(files, path);
    // The newest last, so that the one that was used longest ago goes.
    open.delete(path);
    open.set(path, samples);
    for (const other of [...open.keys()].slice(0, -OPEN_SHARDS)) open.delete(other);
    return samples;
  };
  const items: ReadItem[] = [];
  for (const path of shardPaths(files)) {
    const split = splitNamed(path.slice(path.lastIndexOf('/') + 1));
    for (const [key, { picture, mask }] of [...(await samplesOf(path))].map(
      ([key, one]) => [key, namesIn(one)] as const,
    )) {
      const read = async (extension: string | undefined, what: string) => {
        const bytes = extension === undefined ? undefined : (await samplesOf(path)).get(key)?.get(extension);
        if (!bytes) throw datasetUnreadable(`Expected a ${what} of ${key} in ${path}, found none.`);
        return bytes;
      };
      const pathOf = (extension: string | undefined) =>
        extension === undefined ? null : `${path}/${key}.${extension}`;
      items.push({
        name: key.slice(key.lastIndexOf('/') + 1),
        split,
        picturePath: pathOf(picture),
        maskPath: pathOf(mask),
        readPicture: () => read(picture, 'picture (.jpg)'),
        readMask: async () => decodeMask(await read(mask, 'mask (.png)'), `${path}/${key}.png`, labels),
      });
    }
  }
  items.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: 'webdataset', labelSet: labels.labelSet, items, manifest, findings: [] };
}

function namesIn(sample: Sample) {
  return {
    picture: PICTURES.find((extension) => sample.has(extension)),
    mask: MASKS.find((extension) => sample.has(extension)),
  };
}

async function openShard(files: DatasetFiles, path: string): Promise<ReadonlyMap<string, Sample>> {
  const samples = new Map<string, Map<string, Uint8Array>>();
  for (const { name, content } of members(await files.read(path), path)) {
    const folder = name.lastIndexOf('/') + 1;
    const dot = name.indexOf('.', folder);
    if (dot < 0) continue;
    const key = name.slice(0, dot);
    const sample = samples.get(key) ?? new Map<string, Uint8Array>();
    samples.set(key, sample);
    sample.set(name.slice(dot + 1), content);
  }
  return samples;
}

function members(bytes: Uint8Array, path: string): TarMember[] {
  try {
    return readTar(bytes);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw datasetUnreadable(`Expected a tar at ${path}. ${message}`, cause);
  }
}
