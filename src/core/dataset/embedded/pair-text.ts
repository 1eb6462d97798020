import { pairClassIds } from '../../pair-classes.ts';
import type { LabelSet } from '../../prompt/types.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isJpeg } from '../jpeg/jpeg-segments.ts';
import type { DatasetEntry } from '../types.ts';
import { jpegComment, withJpegComment, withoutJpegComment } from './jpeg-comment.ts';
import { isPng, pngText, withPngText } from './png-text.ts';

/** Under which the settings of a picture stand in its file. */
const KEYWORD = 'dataset-diffusion-studio';

export const PAIR_TEXT_SCHEMA = 'dataset-diffusion-studio/pair';
/** Raised when a reader of the old text would misread the new one. */
export const PAIR_TEXT_VERSION = 1;

/**
 * What travels in a picture's or mask's file so that the picture can be made again: its settings, the tuning of its mask, the names of its
 * classes, how those were captured that were added afterwards, and the model. JSON on one line, in ASCII.
 */
export function pairText(entry: DatasetEntry, labelSet: LabelSet): string {
  const { settings, tuning, provenance, addedClasses } = entry;
  const { modelId, modelSha256, modelFilesSha256 } = provenance;
  // Those of both kinds by name; `settings.classIds` are the ones that the picture is made with.
  const named = pairClassIds(entry);
  const classes = labelSet.classes
    .filter(({ id }) => named.includes(id))
    .map(({ id, name, promptName }) => ({ id, name, promptName }));
  const text = canonicalJson({
    schema: PAIR_TEXT_SCHEMA,
    version: PAIR_TEXT_VERSION,
    labelSet: { id: labelSet.id, name: labelSet.name },
    classes,
    settings,
    tuning,
    ...(addedClasses && { addedClasses }),
    model: { id: modelId, sha256: modelSha256, ...(modelFilesSha256 && { filesSha256: modelFilesSha256 }) },
  });
  return JSON.stringify(JSON.parse(text)).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @throws Error if `file` is neither JPEG nor PNG */
export function withPairText(file: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  return isJpeg(file) ? withJpegComment(file, KEYWORD, text) : withPngText(file, KEYWORD, text);
}

/** A JPEG without what `withPairText` put into it. @throws Error if `jpeg` is none */
export function withoutPairText(jpeg: Uint8Array): Uint8Array {
  return withoutJpegComment(jpeg, KEYWORD);
}

/** What `withPairText` put into a file. Null: it has none, or is neither JPEG nor PNG. */
export function findPairText(file: Uint8Array): string | null {
  return isPng(file) ? pngText(file, KEYWORD) : jpegComment(file, KEYWORD);
}
