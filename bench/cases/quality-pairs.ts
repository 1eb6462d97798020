import { PROMPT_STYLES, type PromptStyle } from '../../src/core/prompt/types.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { nativeOrt } from '../peers/native-ort.ts';
import { withChosenSettings } from '../quality/chosen-settings.ts';
import { makePairs } from '../quality/pairs/make-pairs.ts';
import { CAPTURES, type Capture } from '../quality/studio-engine.ts';
import { trainingPrompts } from '../quality/world-scenes.ts';

/** A part of the generated pairs of tables (m) and (s): `--style=caption+classes --pictures=500 --part=0/2`. Makes what is missing. */
export async function run(options: Readonly<Record<string, string>> = {}) {
  const { style = 'caption+classes', capture = 'paper', pictures = '500', part = '0/1' } = options;
  if (!isStyle(style)) throw new Error(`No prompt style ${style}; there are ${PROMPT_STYLES.join(', ')}`);
  if (!isCapture(capture)) throw new Error(`No capture ${capture}; there are ${CAPTURES.join(', ')}`);
  const [index = 0, parts = 1] = part.split('/').map(Number);
  // The processes beside this one have the other cores.
  const model = withChosenSettings(await openBundledModel({ ort: nativeOrt(1) }), options);
  const prompts = trainingPrompts(Number(pictures)).filter((_, place) => place % parts === index);
  await makePairs(model, { style, capture }, prompts, () => undefined);
  return { style, capture, pairs: prompts.length };
}

const isStyle = (name: string): name is PromptStyle => PROMPT_STYLES.some((style) => style === name);

const isCapture = (name: string): name is Capture => CAPTURES.some((capture) => capture === name);
