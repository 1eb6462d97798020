import type { GenerationSettings } from '../../core/dataset/types.ts';
import { composeToFit } from '../../core/prompt/compose-to-fit.ts';
import { tokenSpans } from '../../core/prompt/spans.ts';
import type { ComposedPrompt, LabelClass, TokenSpan } from '../../core/prompt/types.ts';
import type { LoadedModel } from '../load/load-model.ts';
import type { UnetConditions } from '../networks/unet.ts';

export interface EncodedPrompts {
  readonly composed: ComposedPrompt;
  /** Where each class stands in the class prompt. */
  readonly spans: readonly TokenSpan[];
  readonly conditions: UnetConditions;
}

/**
 * The texts of a picture through the text encoder.
 * @param isGuided whether the negative prompt is needed
 * @throws StudioError `prompt-invalid`, `prompt-too-long`, and as Network.run
 */
export async function encodePrompts(
  { tokenizer, textEncoder, timeIds }: LoadedModel,
  settings: GenerationSettings,
  classes: readonly LabelClass[],
  isGuided: boolean,
): Promise<EncodedPrompts> {
  const { caption, style, backgroundWords, clipSkip } = settings;
  const { composed, classEncoding } = composeToFit({ caption, classes, style, backgroundWords }, tokenizer);
  const spans = tokenSpans(composed.classPromptRanges, classEncoding);
  const isClassToken = Array.from(classEncoding.ids, (_, position) =>
    spans.some((span) => span.start <= position && position < span.end),
  );
  const conditions: UnetConditions = {
    negative: isGuided ? await textEncoder.encodeNegative(tokenizer.encode(settings.negativePrompt), clipSkip) : null,
    prompt: await textEncoder.encode(tokenizer.encode(composed.prompt), clipSkip),
    classPrompt: await textEncoder.encode(classEncoding, clipSkip),
    isClassToken,
    guidance: settings.guidance,
    timeIds,
  };
  return { composed, spans, conditions };
}
