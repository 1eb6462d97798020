import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { murmur3 } from '../../src/core/plan/murmur3.ts';
import type { SuggestedSettings } from '../../src/rpc/contract.ts';
import { photoSettings } from '../evaluate/photo-record.ts';
import { identityOf, type PlannedItem, type RunSettings } from '../generate/planned-items.ts';
import type { AskedPhoto } from './asked-photo.ts';

/** A photograph whose file was looked at. */
export interface KnownPhoto extends AskedPhoto {
  readonly sha256: string;
}

/**
 * Photographs as a run masks them, each with its seed and its identity: the hash of model, settings, tuning, the photograph's bytes and
 * name, its classes and seed. Rows that are the same in all are one. Noise follows from bytes and classes: another name or place in the list
 * gives the same mask.
 */
export function planPhotos(
  photos: readonly KnownPhoto[],
  run: RunSettings,
  suggested: Pick<SuggestedSettings, 'renoiseTimesteps'>,
): PlannedItem[] {
  const planned = new Map<string, PlannedItem>();
  for (const { path, sha256, classes, caption, seed } of photos) {
    const settings = settingsOf({ classes, caption, seed, sha256 }, run.settings, suggested);
    const item = { settings, classes, fileName: path, photo: { sha256 } };
    const identity = identityOf(item, run);
    planned.set(identity, { identity, ...item });
  }
  return [...planned.values()];
}

function settingsOf(
  { classes, caption, seed, sha256 }: Pick<KnownPhoto, 'classes' | 'caption' | 'seed' | 'sha256'>,
  shared: GenerationSettings,
  suggested: Pick<SuggestedSettings, 'renoiseTimesteps'>,
): GenerationSettings {
  const names = classes.map(({ name }) => name).join(',');
  const own = seed ?? murmur3(`${sha256} ${names}`, shared.seed);
  return photoSettings(shared, suggested, { caption, classes, seed: own });
}
