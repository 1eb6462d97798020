import { pairStems } from '../../src/core/dataset/stems.ts';
import type { DatasetEntry, DatasetSource, PairFacts } from '../../src/core/dataset/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import { mapSide } from '../../src/core/grid-size.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import type { GuidePicture } from '../../src/core/segmentation/types.ts';
import { segmentRecord } from '../../src/engine/tuning/segment-record.cpu.ts';
import { decodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { decodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { maskOfPart } from '../pictures/fit-picture.ts';
import type { StoredItem } from '../work/stored-item.ts';
import type { WorkFolder } from '../work/work-folder.ts';

type ReadableWork = Pick<WorkFolder, 'finished' | 'readItem' | 'readFile'>;

/**
 * Finished items of one work folder or several, as writers of datasets take them. An item that is in more than one is taken once; which
 * one makes no difference, since all that it depends on is its identity. The order of folders makes none either.
 * @throws StudioError `record-corrupt`
 */
export async function workSource(
  folders: readonly ReadableWork[],
  labelSet: LabelSet,
): Promise<{ readonly source: DatasetSource; readonly identities: readonly string[]; readonly repeated: number }> {
  const owners = new Map<string, ReadableWork>();
  let repeated = 0;
  for (const folder of folders) {
    for (const identity of await folder.finished()) {
      if (owners.has(identity)) repeated++;
      else owners.set(identity, folder);
    }
  }
  const identities = [...owners.keys()].sort();
  const items: StoredItem[] = [];
  for (const identity of identities) items.push(await (owners.get(identity) as ReadableWork).readItem(identity));
  const stems = pairStems(items.map(({ identity, facts }) => ({ ...facts, id: identity })));
  const byStem = new Map(items.map((item) => [stems.get(item.identity) as string, item]));
  const entries = [...byStem].map(([stem, { facts }]): DatasetEntry => ({ ...facts, stem }));
  const read = (stem: string, file: Parameters<ReadableWork['readFile']>[1]) => {
    const item = byStem.get(stem) as StoredItem;
    return (owners.get(item.identity) as ReadableWork).readFile(item, file);
  };
  const source: DatasetSource = {
    labelSet,
    entries,
    readJpeg: (stem) => read(stem, 'picture.jpg'),
    readMaskPng: (stem) => read(stem, 'mask.png'),
    async readEdges(stem) {
      if (!(byStem.get(stem) as StoredItem).sha256.attention) return null;
      return (await decodeRecord(await read(stem, 'attention'))).edges ?? null;
    },
    async readClassMaps(stem) {
      const { sha256, facts } = byStem.get(stem) as StoredItem;
      if (!sha256.attention) throw withoutRecord();
      const [pixels, attention] = await Promise.all([read(stem, 'pixels'), read(stem, 'attention')]);
      const record = await decodeRecord(attention);
      const picture = decodePicture(pixels);
      const { scores } = segmentRecord(record, facts.tuning, picture);
      return { classIds: record.classIds, values: atSizeOf(facts, scores, picture) };
    },
  };
  return { source, identities, repeated };
}

/** Maps u8 `[M,H,W]` of what the model saw, at the size of the photograph that it is of. */
function atSizeOf({ width, height }: PairFacts, scores: Uint8Array, seen: GuidePicture): Uint8Array {
  if (width === seen.width && height === seen.height) return scores;
  const length = seen.width * seen.height;
  const maps = scores.length / length;
  const out = new Uint8Array(maps * width * height);
  for (let map = 0; map < maps; map++) {
    const own = scores.subarray(map * length, (map + 1) * length);
    out.set(maskOfPart(own, mapSide(seen), { x: 0, y: 0, width, height }), map * width * height);
  }
  return out;
}

function withoutRecord(): StudioError {
  const message =
    'Expected the attention of each pair, which soft class maps are made of; this run was made with --no-records. Choose another --format, or run it again without that.';
  return new StudioError({ code: 'settings-invalid', message });
}
