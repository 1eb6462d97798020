import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical-json.ts';
import { labelsOf } from '../labelmap.ts';
import type { DatasetWriterInput } from '../types.ts';
import { CROISSANT_CONTEXT } from './context.ts';
import type { FilesOfPair, PairFiles } from './manifest.ts';
import { datasetTitle, ORIGIN_PHRASES, originOf } from './picture-origin.ts';

export interface CroissantLayout {
  /** For people. */
  readonly formatLabel: string;
  readonly filesOf: FilesOfPair;
  /** The whole manifest.json, which records are read from. */
  readonly manifest: string;
}

/**
 * croissant.json: the dataset's files, records and labels for machines (Croissant 1.1, mlcommons.org/croissant). It names no address and no
 * licence, since an export has none yet: who publishes it adds both.
 */
export function croissantText(input: DatasetWriterInput, { formatLabel, filesOf, manifest }: CroissantLayout): string {
  const { labelSet, entries } = input;
  const files = entries.map(filesOf);
  const kinds = KINDS.filter(({ key }) => files.some((pair) => pair[key] !== undefined));
  const archives = patternsOf(files.map(({ archive }) => archive));
  const sets =
    archives.length > 0
      ? [fileSet('archive-files', 'Archives of pictures and masks', 'application/x-tar', archives)]
      : kinds.map(({ key, id, description, type }) =>
          fileSet(id, description, type, patternsOf(files.map((pair) => pair[key]))),
        );
  return canonicalJson({
    '@context': CROISSANT_CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: datasetTitle(entries, labelSet.name),
    description: `${entries.length} ${ORIGIN_PHRASES[originOf(entries)]}, as ${formatLabel}. The masks are pseudo-labels: look at them before you train on them.`,
    version: '1.0.0',
    citeAs: 'Nguyen et al., Dataset Diffusion, NeurIPS 2023, arXiv 2309.14303',
    // Of the newest picture: the time of export is no property of the data. Pictures of the command line tell none.
    datePublished: entries
      .flatMap(({ provenance }) => provenance.createdAt ?? [])
      .sort()
      .at(-1),
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'manifest',
        name: 'manifest.json',
        description: 'All that is known of each pair',
        contentUrl: 'manifest.json',
        encodingFormat: 'application/json',
        sha256: bytesToHex(sha256(utf8ToBytes(manifest))),
      },
      ...sets,
    ],
    recordSet: [
      splitRecords(),
      labelRecords(input),
      pairRecords(kinds, archives.length > 0),
      ...(archives.length > 0 ? [] : kinds.filter(({ isPicture }) => isPicture).map(contentRecords)),
    ],
  });
}

type FileKey = keyof Pick<PairFiles, 'picture' | 'mask' | 'objects' | 'outlines' | 'annotations' | 'classMaps'>;

interface Kind {
  readonly key: FileKey;
  readonly id: string;
  readonly description: string;
  readonly type: string;
  /** Whether records hold its pixels. Those of masks do not: mlcroissant reads all pictures as RGB, which turns ids into colours. */
  readonly isPicture: boolean;
}

const KINDS: readonly Kind[] = [
  { key: 'picture', id: 'picture-files', description: 'Pictures', type: 'image/jpeg', isPicture: true },
  {
    key: 'mask',
    id: 'mask-files',
    description: 'Masks: README.md says what their values are',
    type: 'image/png',
    isPicture: false,
  },
  {
    key: 'objects',
    id: 'object-files',
    description: 'Objects of a picture by number: README.md says which',
    type: 'image/png',
    isPicture: false,
  },
  { key: 'outlines', id: 'outline-files', description: 'Regions as polygons', type: 'text/plain', isPicture: false },
  {
    key: 'annotations',
    id: 'annotation-files',
    description: 'Regions of many pictures',
    type: 'application/json',
    isPicture: false,
  },
  {
    key: 'classMaps',
    id: 'class-map-files',
    description: 'Class scores',
    type: 'application/octet-stream',
    isPicture: false,
  },
];

/** The folders and endings of paths as globs: `train/*.jpg`. */
function patternsOf(paths: readonly (string | undefined)[]): string[] {
  const patterns = paths.flatMap((path) => (path === undefined ? [] : path.replace(/[^/]*(?=\.[^./]+$)/, '*')));
  return [...new Set(patterns)].sort();
}

function fileSet(id: string, description: string, encodingFormat: string, includes: readonly string[]) {
  return { '@type': 'cr:FileSet', '@id': id, name: id, description, encodingFormat, includes };
}

function field(id: string, dataType: string, more: object = {}) {
  return { '@type': 'cr:Field', '@id': id, name: id, dataType, ...more };
}

function splitRecords() {
  return {
    '@type': 'cr:RecordSet',
    '@id': 'splits',
    name: 'splits',
    dataType: 'cr:Split',
    key: { '@id': 'splits/name' },
    field: [field('splits/name', 'sc:Text'), field('splits/url', 'sc:URL')],
    data: [
      { 'splits/name': 'train', 'splits/url': 'cr:TrainingSplit' },
      { 'splits/name': 'val', 'splits/url': 'cr:ValidationSplit' },
    ],
  };
}

function labelRecords({ labelSet }: DatasetWriterInput) {
  return {
    '@type': 'cr:RecordSet',
    '@id': 'labels',
    name: 'labels',
    description: 'Labels by the ids of manifest.json; 255 is void',
    dataType: 'sc:Enumeration',
    key: { '@id': 'labels/id' },
    field: [field('labels/id', 'sc:Integer'), field('labels/name', 'sc:Text'), field('labels/color', 'sc:Text')],
    data: labelsOf(labelSet).map(({ id, name, color }) => ({
      'labels/id': id,
      'labels/name': name,
      'labels/color': color.join(','),
    })),
  };
}

function pairRecords(kinds: readonly Kind[], isArchived: boolean) {
  const ofManifest = (id: string, path: string, dataType: string, more: object = {}) =>
    field(`pairs/${id}`, dataType, {
      source: { fileObject: { '@id': 'manifest' }, extract: { jsonPath: `$.pairs[*].${path}` } },
      ...more,
    });
  return {
    '@type': 'cr:RecordSet',
    '@id': 'pairs',
    name: 'pairs',
    description: 'One record a pair, its files by path',
    key: { '@id': 'pairs/stem' },
    field: [
      ofManifest('stem', 'stem', 'sc:Text'),
      ofManifest('split', 'split', 'sc:Text', { references: { field: { '@id': 'splits/name' } } }),
      ...(isArchived ? [ofManifest('archive', 'archive', 'sc:Text')] : []),
      ...kinds.map(({ key }) => ofManifest(key, key, 'sc:Text')),
      ofManifest('prompt', 'provenance.prompt', 'sc:Text'),
      ofManifest('seed', 'settings.seed', 'sc:Integer'),
      ofManifest('review', 'review', 'sc:Text'),
    ],
  };
}

/** The pixels, by the file's path. */
function contentRecords({ key, id, description }: Kind) {
  const of = (property: string) => ({ source: { fileSet: { '@id': id }, extract: { fileProperty: property } } });
  return {
    '@type': 'cr:RecordSet',
    '@id': `${key}s`,
    name: `${key}s`,
    description,
    key: { '@id': `${key}s/path` },
    field: [
      field(`${key}s/path`, 'sc:Text', of('fullpath')),
      field(`${key}s/content`, 'sc:ImageObject', of('content')),
    ],
  };
}
