export type Rgb = readonly [red: number, green: number, blue: number];

/** One class of a label set. Id 0 is background and 255 is void, so ids run from 1 to 254. */
export interface LabelClass {
  readonly id: number;
  /** Name in the exported dataset, such as `diningtable`. */
  readonly name: string;
  /** Words that stand for the class in a prompt, such as `dining table`. */
  readonly promptName: string;
  readonly synonyms: readonly string[];
  readonly color: Rgb;
  /** COCO's own number of the category, 1 … 90 with gaps; missing where the class is none of COCO's. */
  readonly cocoCategoryId?: number;
}

/**
 * An ordered list of classes; an immutable value. Whoever edits one makes another: pairs name the set that they were made with
 * by its id (`GenerationSettings.labelSetId`), and their mask values keep their meaning.
 */
export interface LabelSet {
  /** Fixed for the built-in sets; for a person's own it follows from the content (label-sets/own-label-set.ts). */
  readonly id: string;
  readonly name: string;
  readonly classes: readonly LabelClass[];
}

/** The paper's five prompt styles, in the order of its ablation table. */
export const PROMPT_STYLES = ['simple', 'caption', 'classes', 'simple+classes', 'caption+classes'] as const;
export type PromptStyle = (typeof PROMPT_STYLES)[number];

/** Half-open range of UTF-16 code units in a text. */
export interface CharRange {
  readonly start: number;
  readonly end: number;
}

/** The characters that one class occupies in a text. */
export interface ClassCharRange extends CharRange {
  readonly classId: number;
}

/** The token positions, BOS being position 0, that one class occupies: half-open `[start, end)`. */
export interface TokenSpan {
  readonly classId: number;
  readonly start: number;
  readonly end: number;
}

export interface ComposedPrompt {
  /** What the picture is generated from, in the chosen style. */
  readonly prompt: string;
  /** The classes alone, `person horse`, then background words if any: the source of class-prompt cross-attention. */
  readonly classPrompt: string;
  /** Classes in order, repeats merged. */
  readonly classes: readonly LabelClass[];
  /** Where each class stands in `classPrompt`: exactly one range a class. */
  readonly classPromptRanges: readonly ClassCharRange[];
  /** Where each class stands in `prompt`, for marking; empty where the style leaves classes out. */
  readonly promptRanges: readonly ClassCharRange[];
}

export interface Token extends CharRange {
  readonly id: number;
  /** Vocabulary entry, such as `lane</w>`. */
  readonly text: string;
  /** Position in `ids`, BOS being 0. */
  readonly position: number;
}

export interface Encoding {
  /** BOS, tokens, EOS, padding: exactly the tokenizer's `maxLength` entries. */
  readonly ids: Int32Array;
  /** The tokens of the text itself, without BOS, EOS and padding. */
  readonly tokens: readonly Token[];
}

export interface Tokenizer {
  /** Positions of an encoding: 32 for the bundled model, 77 for CLIP. */
  readonly maxLength: number;
  /**
   * @throws StudioError `prompt-too-long`, its message naming the words that fell off and how many tokens fit;
   *   `prompt-invalid` for characters that the vocabulary cannot write, naming them.
   */
  encode(text: string): Encoding;
}

/** The texts of a model's `tokenizer/` folder: `vocab.json` with `merges.txt`, or `tokenizer.json`. */
export interface TokenizerFiles {
  /** `vocab.json`: vocabulary entry → id. */
  readonly vocabJson: string | null;
  /** `merges.txt`: one merge a line, best first. */
  readonly mergesTxt: string | null;
  /** `tokenizer.json`, which holds vocabulary and merges; read where the other two are not both there. */
  readonly tokenizerJson: string | null;
  /** `tokenizer_config.json`; CLIP's own settings where there is none. */
  readonly configJson: string | null;
  /** How many positions the text encoder takes, if that is known; goes before `model_max_length`. */
  readonly positions: number | null;
  /** Id that fills the positions after the text, if that is known; goes before the configuration's `pad_token`. */
  readonly padTokenId: number | null;
}
