import { withoutPairText } from '../../src/core/dataset/embedded/pair-text.ts';
import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import { isJpeg } from '../../src/core/dataset/jpeg/jpeg-segments.ts';
import { maskPalette } from '../../src/core/dataset/palette.ts';
import { encodePalettePng } from '../../src/core/dataset/palette-png.ts';
import { datasetUnreadable } from '../../src/core/dataset/read/dataset-unreadable.ts';
import type { ManifestPair, ReadDataset, ReadItem } from '../../src/core/dataset/read/types.ts';
import type { DatasetEntry, DatasetSource } from '../../src/core/dataset/types.ts';
import { countPixels } from '../../src/core/edit/edit-layer.ts';
import { StudioError } from '../../src/core/errors.ts';
import { decodePicture } from './decode-picture.ts';

/** Pairs for a writer, and what the files that they came from have lost. */
export interface ConvertSource {
  readonly source: DatasetSource;
  readonly notes: readonly string[];
}

/**
 * A dataset that was read, for another format's writer. Pictures that are JPEGs stay as they are, masks pixel by pixel; pixels are counted
 * anew. All else that the manifest says of a pair goes along.
 *
 * @throws StudioError `dataset-unreadable` without a manifest: nobody knows then how a picture was made, and every format tells of it
 */
export async function convertSource(
  { items, manifest, labelSet }: ReadDataset,
  onItem: (done: number) => void = () => undefined,
): Promise<ConvertSource> {
  if (!manifest) {
    throw datasetUnreadable(
      'Expected a dataset with its manifest.json, which says how each picture was made; found none. Only datasets of the studio can be converted.',
    );
  }
  const pairs = new Map(manifest.pairs.map((pair) => [pair.stem, pair]));
  const byStem = new Map(items.map((item) => [item.name, item]));
  const palette = maskPalette(labelSet);
  const entries: DatasetEntry[] = [];
  let [lostVoid, otherPixels, pngs] = [0, 0, 0];
  for (const [index, item] of items.entries()) {
    const pair = pairs.get(item.name);
    if (!pair) throw datasetUnreadable(`Expected ${item.name} in manifest.json, found no such pair. Run validate.`);
    const { ids } = await item.readMask();
    const pixels = countPixels(ids, Object.keys(pair.pixels.classes).map(Number));
    lostVoid += Math.max(0, pair.pixels.void - pixels.void);
    for (const [id, count] of Object.entries(pair.pixels.classes))
      otherPixels += Math.abs(count - (pixels.classes[Number(id)] ?? 0));
    if (/\.png$/i.test(item.picturePath ?? '')) pngs++;
    entries.push({ ...entryOf(pair), pixels });
    onItem(index + 1);
  }
  const itemOf = (stem: string) => byStem.get(stem) as ReadItem;
  const source: DatasetSource = {
    labelSet,
    entries,
    readJpeg: async (stem) => {
      const { readPicture, picturePath } = itemOf(stem);
      const bytes = await readPicture();
      return isJpeg(bytes) ? withoutPairText(bytes) : encodeJpeg(decodePicture(bytes, picturePath ?? stem));
    },
    readMaskPng: async (stem) => {
      const { width, height, ids } = await itemOf(stem).readMask();
      return encodePalettePng(ids, width, height, palette);
    },
    // No dataset has attention.
    readEdges: async () => null,
    readClassMaps: () => {
      const message =
        'Expected a format of masks; soft class maps hold scores, which no other format has. Export them in the studio, or generate with --format class-maps.';
      throw new StudioError({ code: 'settings-invalid', message });
    },
  };
  const notes = [
    ...(lostVoid > 0
      ? [`${lostVoid} void pixels of the original masks are not in ${manifest.format}: they are background.`]
      : []),
    ...(otherPixels > 0
      ? [`${otherPixels} pixels of classes are not in ${manifest.format}, as its manifest says.`]
      : []),
    ...(pngs > 0 ? [`${pngs} pictures were PNGs and become JPEGs.`] : []),
  ];
  return { source, notes };
}

/** A manifest's pair without what depends on the format that it stood in. */
function entryOf(pair: ManifestPair): DatasetEntry {
  const { split: _split, archive: _archive, picture: _picture, mask: _mask, ...more } = pair;
  const { objects: _objects, outlines: _outlines, annotations: _annotations, ...entry } = more;
  const {
    classMaps: _maps,
    classMapIds: _ids,
    ...rest
  } = entry as typeof entry & Record<'classMaps' | 'classMapIds', unknown>;
  return rest;
}
