import { loadTokenizer } from '../../core/prompt/tokenizer.ts';
import type { Tokenizer } from '../../core/prompt/types.ts';
import type { ModelPackage } from '../../models/package/model-package.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { StartEvent } from '../../rpc/contract.ts';
import type { ChosenModel } from '../judge/choose-model.ts';
import { type DownloadedModel, downloadModel } from './download-model.ts';
import { ADD_SCHEDULER, type ModelTexts, readModelTexts, USUAL_SCHEDULER_NOTE } from './model-texts.ts';
import type { PlanFacts } from './plan-model.ts';

export interface BringModelOptions {
  readonly chosen: Pick<ChosenModel, 'entry'>;
  readonly model: ModelPackage;
  readonly machine: MachineFacts;
  readonly onEvent: (event: StartEvent) => void;
  /** Ends downloads; what arrived is kept where the model's source keeps files. */
  readonly signal?: AbortSignal | undefined;
}

/** All that is needed of a model, on this device; nothing of it is opened. */
export interface BroughtModel {
  readonly texts: ModelTexts;
  readonly tokenizer: Tokenizer;
  readonly planFacts: PlanFacts;
  readonly files: DownloadedModel;
}

/** Brings a model here, small files first, and judges it. @throws StudioError as `readModelTexts`, `loadTokenizer` and `downloadModel` */
export async function bringModel({
  chosen,
  model,
  machine,
  onEvent,
  signal,
}: BringModelOptions): Promise<BroughtModel> {
  const texts = await readModelTexts(model, chosen.entry);
  onEvent({ kind: 'tokenizer', files: texts.tokenizer });
  if (texts.isUsualScheduler) {
    const message = `${USUAL_SCHEDULER_NOTE} ${ADD_SCHEDULER}`;
    onEvent({ kind: 'problem', problem: { code: 'model-missing-file', message } });
  }
  const tokenizer = loadTokenizer(texts.tokenizer);
  const planFacts: PlanFacts = {
    vaeConfig: texts.vaeConfig,
    unetConfig: texts.unetConfig,
    known: chosen.entry?.settings ?? null,
    positions: tokenizer.maxLength,
  };
  return { texts, tokenizer, planFacts, files: await downloadModel(model, machine, onEvent, planFacts, signal) };
}
