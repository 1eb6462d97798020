import { articleOf } from '../article.ts';
import { StudioError } from '../errors.ts';
import type { ClassCharRange, ComposedPrompt, LabelClass, PromptStyle } from './types.ts';

export interface PromptParts {
  readonly caption: string;
  readonly classes: readonly LabelClass[];
  readonly style: PromptStyle;
  /** Stand after the classes in the class prompt, and nowhere in the prompt. */
  readonly backgroundWords?: string | undefined;
}

interface MarkedText {
  readonly text: string;
  readonly ranges: readonly ClassCharRange[];
}

/**
 * The prompt that a picture is generated from, and the class prompt that its masks are read from.
 *
 * The five styles are those of Dataset Diffusion (Nguyen et al., 2023), ablation of prompts:
 * `simple` "a photo of a cat and a chair", `caption`, `classes` "cat chair", and the first two followed by "; cat chair".
 * Repeated classes are merged where they first stand.
 *
 * Background words have no span: they only take attention that would go to the classes otherwise, since all positions share
 * one softmax. After OVDiff (arXiv 2306.09316), which shows how much background that competes is worth.
 * @throws StudioError `prompt-invalid` without classes, or with an empty caption in a style that needs one.
 */
export function composePrompt({ caption, classes: picked, style, backgroundWords = '' }: PromptParts): ComposedPrompt {
  const classes = [...new Map(picked.map((c) => [c.id, c])).values()];
  if (classes.length === 0) {
    throw invalid('A mask needs at least one class; none is picked. Add a class, such as “cat”.');
  }
  const wantsCaption = style === 'caption' || style === 'caption+classes';
  const written = caption.trim();
  // A caption that ends like a sentence must not give "a cat.; cat".
  const clause = written.replace(/[\s.;]+$/u, '');
  if (wantsCaption && clause === '') {
    throw invalid(
      'This prompt style needs a caption; it is empty. Describe the picture, or choose a style without caption.',
    );
  }
  const classPrompt = namesOf(classes);
  const prompt: Record<PromptStyle, () => MarkedText> = {
    simple: () => photoOf(classes),
    caption: () => ({ text: written, ranges: [] }),
    classes: () => classPrompt,
    'simple+classes': () => join(photoOf(classes), '; ', classPrompt),
    'caption+classes': () => join({ text: clause, ranges: [] }, '; ', classPrompt),
  };
  const { text, ranges } = prompt[style]();
  return {
    prompt: text,
    classPrompt: `${classPrompt.text} ${backgroundWords.trim()}`.trimEnd(),
    classes,
    classPromptRanges: classPrompt.ranges,
    promptRanges: ranges,
  };
}

/** `dining table cat` */
function namesOf(classes: readonly LabelClass[]): MarkedText {
  return classes.map(nameOf).reduce((text, name) => join(text, ' ', name));
}

/** `a photo of an aeroplane and a cat` */
function photoOf(classes: readonly LabelClass[]): MarkedText {
  const withArticles = classes.map((c) => join({ text: articleOf(c.promptName), ranges: [] }, ' ', nameOf(c)));
  return join(
    { text: 'a photo of', ranges: [] },
    ' ',
    withArticles.reduce((text, name) => join(text, ' and ', name)),
  );
}

function nameOf({ id, promptName }: LabelClass): MarkedText {
  return { text: promptName, ranges: [{ classId: id, start: 0, end: promptName.length }] };
}

function join(left: MarkedText, separator: string, right: MarkedText): MarkedText {
  const shift = left.text.length + separator.length;
  return {
    text: left.text + separator + right.text,
    ranges: [...left.ranges, ...right.ranges.map((r) => ({ ...r, start: r.start + shift, end: r.end + shift }))],
  };
}

function invalid(message: string): StudioError {
  return new StudioError({ code: 'prompt-invalid', message });
}
