import { namesOfDataYaml } from './data-yaml.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { decodeMask } from './decode-mask.ts';
import type { PairedLayout } from './paired-layouts.ts';
import { type ClassFile, type DatasetLabels, datasetLabels, idOfName } from './read-labels.ts';
import { nearest } from './read-manifest.ts';
import type {
  DatasetFiles,
  DatasetManifest,
  Finding,
  LabelKnowledge,
  ReadDataset,
  ReadItem,
  SplitName,
} from './types.ts';

const PICTURE = /\.(jpe?g|png)$/i;
const ENDINGS = ['.jpg', '.jpeg', '.JPG', '.JPEG', '.png', '.PNG'];

/** A mask that is there or named by a list. */
interface Found {
  readonly root: string;
  readonly stem: string;
  readonly split: string;
  readonly path: string;
}

/** Reads a format of pictures beside PNGs of ids or colours. @throws StudioError `dataset-unreadable` where its classes are not known */
export async function readPaired(
  layout: PairedLayout,
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
): Promise<ReadDataset> {
  const there = new Set(files.paths);
  const masks = files.paths.flatMap((path): Found[] => {
    const { root, stem, split = '' } = layout.mask.exec(path)?.groups ?? {};
    return root === undefined || stem === undefined ? [] : [{ root, stem, split, path }];
  });
  const lists = await readLists(layout, files, new Set(masks.map(({ root }) => root)));
  const known = new Set(masks.map(({ path }) => path));
  const unmade = lists.stems.flatMap(({ root, stem }): Found[] => {
    const path = layout.maskOf?.(root, stem);
    if (path === undefined || known.has(path)) return [];
    known.add(path);
    return [{ root, stem, split: '', path }];
  });
  const { labels, values } = await labelsAndValues(layout, files, manifest, knowledge);
  const items = [...masks, ...unmade].map((found): ReadItem => {
    const stemPath = layout.picture(found.root, found.stem, found.split);
    const picturePath = ENDINGS.map((ending) => stemPath + ending).find((path) => there.has(path)) ?? null;
    return {
      name: found.stem,
      split: lists.splitOf.get(found.path) ?? splitNamed(found.split),
      picturePath,
      maskPath: there.has(found.path) ? found.path : null,
      readPicture: async () => {
        if (picturePath === null) throw datasetUnreadable(`Expected a picture at ${stemPath}.jpg, found none.`);
        return files.read(picturePath);
      },
      readMask: async () => {
        if (!there.has(found.path)) throw datasetUnreadable(`Expected a mask at ${found.path}, found none.`);
        const mask = decodeMask(await files.read(found.path), found.path, labels);
        return values ? { ...mask, ids: mask.ids.map((value) => values[value] as number) } : mask;
      },
    };
  });
  items.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    format: layout.format,
    labelSet: labels.labelSet,
    items,
    manifest,
    findings: [...lists.findings, ...picturesWithoutMask(files, items)],
  };
}

/** What folders are called, as the writers call the splits. Test pictures are judged like those of val. */
export function splitNamed(folder: string): SplitName | null {
  if (/^train/.test(folder)) return 'train';
  return /^(val|test)/.test(folder) ? 'val' : null;
}

async function labelsAndValues(
  layout: PairedLayout,
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
): Promise<{ readonly labels: DatasetLabels; readonly values: Uint8Array | null }> {
  if (layout.format !== 'yolo-semantic') {
    const labelmap = nearest(files.paths, 'labelmap.txt');
    const file: ClassFile | null =
      labelmap === null ? null : { fileName: labelmap, text: new TextDecoder().decode(await files.read(labelmap)) };
    return { labels: datasetLabels(manifest, knowledge, file, layout.format === 'voc'), values: null };
  }
  // There values are places in a list of names.
  const names = await namesOfDataYaml(files);
  const labels = datasetLabels(manifest, knowledge, { fileName: 'names.json', text: JSON.stringify(names) });
  const values = Uint8Array.from({ length: 256 }, (_, value) => {
    const name = names[value];
    return (name === undefined ? undefined : idOfName(labels.labelSet, name)) ?? value;
  });
  return { labels: { ...labels, hasOwnIds: true }, values };
}

interface Lists {
  /** All that are listed, with the root of their lists. */
  readonly stems: readonly { readonly root: string; readonly stem: string }[];
  /** By the path of the mask. */
  readonly splitOf: ReadonlyMap<string, SplitName>;
  readonly findings: readonly Finding[];
}

async function readLists(
  { list, maskOf }: PairedLayout,
  files: DatasetFiles,
  roots: ReadonlySet<string>,
): Promise<Lists> {
  const stems: { root: string; stem: string }[] = [];
  const splitOf = new Map<string, SplitName>();
  const findings: Finding[] = [];
  if (!list || !maskOf) return { stems, splitOf, findings };
  for (const root of roots) {
    for (const split of ['train', 'val'] as const) {
      const path = list(root, split);
      if (!files.paths.includes(path)) {
        findings.push({
          severity: 'warning',
          kind: 'list',
          path,
          message: `There is no list of the ${split} pictures.`,
        });
        continue;
      }
      const lines = new TextDecoder().decode(await files.read(path)).split(/\r?\n/);
      for (const stem of lines.map((line) => line.trim()).filter((line) => line !== '')) {
        const mask = maskOf(root, stem);
        const before = splitOf.get(mask);
        if (before !== undefined) {
          const again = before === split ? `twice in it` : `also in the list of ${before}`;
          findings.push({
            severity: 'error',
            kind: 'list',
            path,
            message: `Expected ${stem} once, found it ${again}.`,
          });
          continue;
        }
        splitOf.set(mask, split);
        stems.push({ root, stem });
      }
    }
  }
  return { stems, splitOf, findings };
}

/** Pictures in the folders of those that have masks. */
function picturesWithoutMask({ paths }: DatasetFiles, items: readonly ReadItem[]): Finding[] {
  const taken = new Set(items.map(({ picturePath }) => picturePath));
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const folders = new Set(items.flatMap(({ picturePath }) => (picturePath === null ? [] : folderOf(picturePath))));
  const alone = paths.filter((path) => PICTURE.test(path) && folders.has(folderOf(path)) && !taken.has(path));
  const [first] = alone;
  if (first === undefined) return [];
  const message =
    alone.length === 1 ? 'The picture has no mask.' : `${alone.length} pictures have no mask, this one among them.`;
  return [{ severity: 'warning', kind: 'file-missing', path: first, message }];
}
