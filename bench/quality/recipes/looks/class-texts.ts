import { composePrompt } from '../../../../src/core/prompt/compose-prompt.ts';
import { tokenSpans } from '../../../../src/core/prompt/spans.ts';
import type { ClassCharRange, LabelClass } from '../../../../src/core/prompt/types.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import type { HiddenStates } from '../../../../src/engine/networks/text-encoder.ts';
import { BACKGROUND_WORDS } from '../background-words.ts';

/** A text that K is made of, as a run of rows among those of all the subject's texts. */
export interface ClassText {
  /** First row. */
  readonly start: number;
  /** T, padding included; row `start` is BOS. */
  readonly positions: number;
  /** Token positions of each column, half-open, BOS being 0. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

export interface ClassTexts {
  /** The studio's class prompt: all classes, one column each. */
  readonly joint: ClassText;
  /** One text a class that names it alone, one column each. */
  readonly alone: readonly ClassText[];
  /** The class prompt followed by the background words: a column a class, then a column a word. */
  readonly withBackground: ClassText;
  /** What the picture is captured with, caption and classes: a column a class, where its name follows the caption. */
  readonly prompt: ClassText;
  /** The background words as one text, a column each. */
  readonly background: ClassText;
  /** Hidden states of all the texts beneath each other, `[ΣT, width]`. */
  readonly states: HiddenStates;
}

/**
 * The texts that recipes read a picture's attention with. K is a linear map of each position's hidden state, so one UNet
 * call makes K of all of them at once, and the softmax over each text's own positions comes later.
 *
 * @throws StudioError `prompt-too-long` where classes and background words do not fit together
 */
export async function encodeClassTexts(
  model: LoadedModel,
  caption: string,
  picked: readonly LabelClass[],
): Promise<ClassTexts> {
  const { prompt, promptRanges, classPrompt, classPromptRanges, classes } = composePrompt({
    caption,
    classes: picked,
    style: 'caption+classes',
  });
  const parts: HiddenStates[] = [];
  const encode = async (text: string, ranges: readonly ClassCharRange[]): Promise<ClassText> => {
    const encoding = model.tokenizer.encode(text);
    const states = await model.textEncoder.encode(encoding);
    const start = parts.reduce((sum, { positions }) => sum + positions, 0);
    parts.push(states);
    return { start, positions: states.positions, spans: tokenSpans(ranges, encoding) };
  };
  const words = listed(BACKGROUND_WORDS);
  const joint = await encode(classPrompt, classPromptRanges);
  const alone: ClassText[] = [];
  for (const { id, promptName } of classes) {
    alone.push(await encode(promptName, [{ classId: id, start: 0, end: promptName.length }]));
  }
  const shift = classPrompt.length + 1;
  const shifted = words.ranges.map((range) => ({ ...range, start: range.start + shift, end: range.end + shift }));
  const withBackground = await encode(`${classPrompt} ${words.text}`, [...classPromptRanges, ...shifted]);
  const whole = await encode(prompt, promptRanges);
  const background = await encode(words.text, words.ranges);
  return { joint, alone, withBackground, prompt: whole, background, states: stack(parts) };
}

/** Words with spaces between, and where each stands. */
function listed(words: readonly string[]): { text: string; ranges: ClassCharRange[] } {
  let text = '';
  const ranges: ClassCharRange[] = [];
  for (const word of words) {
    if (text !== '') text += ' ';
    ranges.push({ classId: 0, start: text.length, end: text.length + word.length });
    text += word;
  }
  return { text, ranges };
}

function stack(parts: readonly HiddenStates[]): HiddenStates {
  const width = parts[0]?.width ?? 0;
  const positions = parts.reduce((sum, part) => sum + part.positions, 0);
  const data = new Float32Array(positions * width);
  let row = 0;
  for (const part of parts) {
    data.set(part.data, row * width);
    row += part.positions;
  }
  return { positions, width, data, pooled: null };
}
