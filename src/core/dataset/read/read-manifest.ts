import * as v from 'valibot';
import type { LabelSet, Rgb } from '../../prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import { FORMATS, type FormatId } from '../formats/registry.ts';
import { MANIFEST_SCHEMA, MANIFEST_VERSION } from '../metadata/manifest.ts';
import { datasetUnreadable, parseJson } from './dataset-unreadable.ts';
import type { DatasetFiles, DatasetManifest, ManifestPair } from './types.ts';

const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counts = v.object({ background: count, void: count, classes: v.record(v.string(), count) });

/** What every reader relies on; the rest of a pair is passed on as it stands. */
const Manifest = v.object({
  schema: v.literal(MANIFEST_SCHEMA),
  schemaVersion: v.literal(MANIFEST_VERSION),
  format: v.object({
    id: v.picklist(FORMATS.map(({ id }) => id)),
    options: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  }),
  labelSet: v.object({ id: v.string(), name: v.string() }),
  labels: v.array(
    v.object({
      id: byte,
      name: v.string(),
      promptName: v.optional(v.string()),
      color: v.tuple([byte, byte, byte]),
    }),
  ),
  splitRule: v.string(),
  pairs: v.array(
    v.looseObject({
      stem: v.string(),
      split: v.picklist(['train', 'val']),
      width: count,
      height: count,
      picture: v.string(),
      mask: v.optional(v.string()),
      archive: v.optional(v.string()),
      pixels: counts,
      presence: v.array(v.object({ classId: byte, evidence: v.number(), present: v.boolean() })),
      settings: v.looseObject({ classIds: v.array(byte), labelSetId: v.string(), seed: count }),
      tuning: v.looseObject({}),
      provenance: v.looseObject({ modelId: v.string(), createdAt: v.optional(v.string()) }),
    }),
  ),
});

/** The path of the manifest that is nearest to the top; null: there is none. */
export function manifestPath({ paths }: DatasetFiles): string | null {
  return nearest(paths, 'manifest.json');
}

/** The path of a file with this name that has the fewest folders before it; null: there is none. */
export function nearest(paths: readonly string[], name: string): string | null {
  const found = paths.filter((path) => path === name || path.endsWith(`/${name}`));
  const depth = (path: string) => path.split('/').length;
  return found.sort((a, b) => depth(a) - depth(b))[0] ?? null;
}

/**
 * @param knownSets whose words and COCO's numbers go before what the manifest has, where the ids and names are the same
 * @throws StudioError `dataset-unreadable` for what is no manifest, or a newer studio's
 */
export function readManifest(path: string, text: string, knownSets: readonly LabelSet[]): DatasetManifest {
  const parsed = v.safeParse(Manifest, parseJson(path, text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue) ?? 'the whole';
    const message = `Expected a manifest of version ${MANIFEST_VERSION} in ${path}; at ${where}: ${issue.message}. A newer version may have written it.`;
    throw datasetUnreadable(message);
  }
  const { format, labelSet, labels, splitRule, pairs } = parsed.output;
  const classes = labels
    .filter(({ id }) => id !== BACKGROUND_ID && id !== VOID_ID)
    .map(({ id, name, promptName = name, color }) => ({ id, name, promptName, synonyms: [], color: color as Rgb }));
  const known = knownSets.find(
    (set) => set.id === labelSet.id && classes.every((one) => set.classes.some((it) => isSame(it, one))),
  );
  return {
    format: format.id as FormatId,
    options: format.options,
    splitRule,
    labelSet: known?.classes.length === classes.length ? known : { ...labelSet, classes },
    // Written by the studio, version by version: what is not checked above is passed on and not looked at.
    pairs: pairs as unknown as readonly ManifestPair[],
  };
}

const isSame = (a: { id: number; name: string }, b: { id: number; name: string }) => a.id === b.id && a.name === b.name;
