import * as v from 'valibot';
import type { SourceFile } from '../types.ts';
import { CatalogueEntry } from './catalogue-schema.ts';
import emojiScenes from './entries/emoji-scenes.json' with { type: 'json' };
import lcmDreamshaper from './entries/lcm-dreamshaper.json' with { type: 'json' };
import sdTurbo from './entries/sd-turbo.json' with { type: 'json' };
import sd15 from './entries/sd15.json' with { type: 'json' };
import sd15Webnn from './entries/sd15-webnn.json' with { type: 'json' };
import sd21Base from './entries/sd21-base.json' with { type: 'json' };
import sdxsDreamshaper from './entries/sdxs-dreamshaper.json' with { type: 'json' };
import tinySd from './entries/tiny-sd.json' with { type: 'json' };

const HUGGING_FACE = 'https://huggingface.co';

/** The models that the studio offers by name, the bundled one first, then from small to large. */
export const CATALOGUE: readonly CatalogueEntry[] = v.parse(v.array(CatalogueEntry), [
  emojiScenes,
  sdxsDreamshaper,
  tinySd,
  sd15,
  sd15Webnn,
  lcmDreamshaper,
  sd21Base,
  sdTurbo,
]);

/**
 * Address of an entry's folder, without a slash at the end.
 * @param base address of the studio itself, for bundled models; without a slash at the end
 * @param mirror host that serves repositories as Hugging Face does
 */
export function catalogueUrl({ source }: CatalogueEntry, base: string, mirror = HUGGING_FACE): string {
  if (source.kind === 'bundled') return `${base}/${source.path}`;
  return `${mirror}/${source.repo}/resolve/${source.revision ?? 'main'}`;
}

/** The entry's files for a source; null where the model's own listing names them. */
export function catalogueFiles({ files }: CatalogueEntry): readonly SourceFile[] | null {
  if (files.length === 0) return null;
  return files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256: sha256 ?? null }));
}

/** What downloading an entry takes, in bytes; null where that is not known of one of its larger files. */
export function catalogueBytes({ files }: CatalogueEntry): number | null {
  let sum = 0;
  for (const { role, bytes, approximateBytes } of files) {
    // Texts are small.
    if (/^(tokenizer|scheduler|unet_config|vae_config)/.test(role)) continue;
    const size = bytes ?? approximateBytes;
    if (size === undefined) return null;
    sum += size;
  }
  return sum > 0 ? sum : null;
}
