import { askedSize, sizeProblem } from '../../src/core/picture-sizes.ts';
import { checkSettings } from '../../src/engine/jobs/check-settings.ts';
import { tuningAt } from '../../src/studio/tuning/fit-tuning.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { judgePrompts, readPromptRows } from '../inputs/read-prompts.ts';
import { makeRun, openRunModel } from './make-run.ts';
import { planItems, type RunSettings } from './planned-items.ts';
import { promptCheck } from './prompt-check.ts';
import { type RunOptions, readRunRequest, runTuning } from './run-request.ts';
import { type AskedSettings, readAskedSettings, sharedSettings } from './run-settings.ts';

/** Options of `generate`, as they are written. */
export interface GenerateOptions extends RunOptions, AskedSettings {
  readonly prompts: string;
}

/** Makes the pairs of a list, and a dataset of them. @returns the exit code @throws StudioError */
export async function generate(options: GenerateOptions, context: CommandContext): Promise<number> {
  const { report } = context;
  context.interrupts();
  // What is wrong is told before a model is loaded.
  const request = await readRunRequest(options);
  const { labelSet, file } = request;
  const asked = readAskedSettings(options);
  const rows = await readPromptRows(options.prompts);
  const opened = await openRunModel(options, request, context);
  const { model } = opened;
  const settings = sharedSettings(model.info.suggested, labelSet, file, asked);
  const size = askedSize(settings, model.info.sizes);
  const wished = runTuning(request, model.info);
  // Of a size that cannot be drawn there are no sides: the check tells.
  const tuning = sizeProblem(model.info.sizes, size) ? wished : tuningAt(wished, model.info, size);
  checkSettings({ jobId: '', settings, classes: [], tuning }, model.info);
  const items = judgePrompts(options.prompts, rows, { labelSet, checkPrompt: promptCheck(model, settings, labelSet) });
  const { id, unetSha256 } = model.info;
  const run: RunSettings = { model: { id, unetSha256, filesSha256: model.filesSha256 }, labelSet, settings, tuning };
  const planned = planItems(items, run);
  if (planned.length < items.length) {
    const repeated = items.length - planned.length;
    report.note('repeated', `${repeated} of ${items.length} rows repeat another in all and are made once.`, {
      repeated,
    });
  }
  return makeRun(planned, run, { options, request, opened, context });
}
