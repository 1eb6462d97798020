import { encodeGreyPng } from '../png/grey-png.ts';
import type { DatasetFile, DatasetWriterInput } from '../types.ts';
import type { ChoiceOption } from './format.ts';
import { maskFile } from './pair-files.ts';

/** How a PNG holds ids, where readers do not agree. */
export const MASK_OPTION = {
  kind: 'choice',
  label: 'Masks',
  choices: [
    { value: 'palette', label: 'Palette PNG: ids with colours to look at' },
    { value: 'grey', label: 'Grey PNG: ids for readers that turn palettes into colours (OpenCV)' },
  ],
  default: 'palette',
} as const satisfies ChoiceOption;

/** The mask of a pair as `MASK_OPTION` says. */
export function idMaskFile(
  input: DatasetWriterInput,
  { stem, width, height }: { readonly stem: string; readonly width: number; readonly height: number },
  path: string,
  masks: 'palette' | 'grey',
): DatasetFile {
  if (masks === 'palette') return maskFile(input, stem, path);
  return {
    path,
    read: async () => input.withSettings(stem, encodeGreyPng(await input.readMask(stem), width, height)),
  };
}

/** What the card says of such masks. */
export function idMaskText(masks: 'palette' | 'grey'): string {
  const kind = masks === 'palette' ? 'palette PNGs (Pillow’s mode P)' : 'grey PNGs (Pillow’s mode L)';
  return `Masks are 8-bit ${kind}: a pixel's value is its label id. 255 is void (\`ignored\` in \`labelmap.txt\`): leave it out of
the loss. It is no class.`;
}
