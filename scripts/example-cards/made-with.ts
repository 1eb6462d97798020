import { fileURLToPath } from 'node:url';
import { BUNDLED_SETTINGS, DEFAULT_TUNING } from '../../src/studio/settings/defaults.ts';
import { SCENES } from '../../src/studio/settings/examples.ts';
import { listModelFiles } from '../vite-model-files.ts';

const MODEL = fileURLToPath(new URL('../../public/models/emoji-scenes/', import.meta.url));

/** What draws a picture: not the model's card, nor what encodes photos, nor the student. */
const DRAWS = /^(scheduler|text_encoder|tokenizer|vae_decoder)\/|^unet\/model\./;

/** All that the cards follow from; where it is the same, so are they. */
export function madeWith() {
  const drawing = listModelFiles(MODEL).filter(({ path }) => DRAWS.test(path));
  return {
    scenes: SCENES,
    settings: BUNDLED_SETTINGS,
    tuning: DEFAULT_TUNING,
    sha256: Object.fromEntries(drawing.map(({ path, sha256 }) => [path, sha256])),
  };
}
