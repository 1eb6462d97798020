import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { SuggestedSettings } from '../../rpc/contract.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import { SAMPLER_LABELS } from '../settings/sampler-labels.ts';
import { suitedTo } from '../settings/suited.ts';
import { withGuidedTimesteps } from '../settings/with-guided-timesteps.ts';
import { withRenoise } from '../settings/with-renoise.ts';
import type { StudioBase } from '../studio-base.ts';

/** Puts what suits a model that was just loaded into the prompt column; says so, and offers to take it back. */
export function createSuggestions(
  { store, notices }: Pick<StudioBase, 'store' | 'notices'>,
  prompt: Pick<PromptDesk, 'replace'>,
): (modelName: string, suggested: SuggestedSettings) => void {
  return (modelName, suggested) => {
    const before = store.getState().draft;
    const given = suitedTo(suggested, before);
    if (isSame(before, given)) return;
    prompt.replace(given);
    notices.show({
      tone: 'info',
      message: `Settings for ${modelName}: ${describe(given)}.`,
      action: {
        label: 'Undo',
        run: () => prompt.replace(takeBack(store.getState().draft, before, given)),
      },
    });
  };
}

/** The settings from `before`, apart from what a person has changed since they were `given`. */
function takeBack(
  draft: GenerationSettings,
  before: GenerationSettings,
  given: GenerationSettings,
): GenerationSettings {
  const back = <T>(pick: (settings: GenerationSettings) => T) =>
    String(pick(draft)) === String(pick(given)) ? pick(before) : pick(draft);
  const plain = {
    ...draft,
    steps: back(({ steps }) => steps),
    guidance: back(({ guidance }) => guidance),
    sampler: back(({ sampler }) => sampler),
    selfPower: back(({ selfPower }) => selfPower ?? 1),
    backgroundWords: back(({ backgroundWords }) => backgroundWords ?? ''),
  };
  return withRenoise(
    withGuidedTimesteps(
      plain,
      back(({ guidedTimesteps }) => guidedTimesteps ?? null),
    ),
    back(({ renoiseTimesteps }) => renoiseTimesteps ?? null),
  );
}

function isSame(a: GenerationSettings, b: GenerationSettings): boolean {
  return (
    a.steps === b.steps &&
    a.guidance === b.guidance &&
    String(a.guidedTimesteps) === String(b.guidedTimesteps) &&
    a.sampler === b.sampler &&
    (a.selfPower ?? 1) === (b.selfPower ?? 1) &&
    (a.backgroundWords ?? '') === (b.backgroundWords ?? '') &&
    String(a.renoiseTimesteps) === String(b.renoiseTimesteps) &&
    a.quick === b.quick
  );
}

function describe({
  steps,
  guidance,
  guidedTimesteps,
  sampler,
  renoiseTimesteps,
  selfPower = 1,
  backgroundWords = '',
}: GenerationSettings): string {
  const stepWord = steps === 1 ? 'step' : 'steps';
  const capture = renoiseTimesteps ? ', attention captured from the finished picture' : '';
  const where = guidedTimesteps ? ` at timesteps ${guidedTimesteps.join(' to ')}` : '';
  const power = selfPower === 1 ? '' : `, self-attention power ${selfPower}`;
  const words = backgroundWords === '' ? '' : ', background words';
  return `${steps} ${stepWord}, guidance ${guidance}${where}, ${SAMPLER_LABELS[sampler]}${capture}${power}${words}`;
}
