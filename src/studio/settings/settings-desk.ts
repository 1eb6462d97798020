import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { SettingsFile } from '../../storage/settings/settings-file.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { freeTuning } from '../tuning/fit-tuning.ts';
import type { StudioState } from '../types.ts';
import type { PromptDesk } from './prompt-actions.ts';
import { withFileSettings } from './with-file-settings.ts';

type SettingsActions = Pick<StudioActions, 'exportSettings' | 'openSettings' | 'openTextFile'>;
type Settable = Pick<StudioState, 'draft' | 'tuning' | 'exportChoice'>;

const FILE_NAME = 'dataset-diffusion-settings.json';

/** Settings as files, which the command line takes and writes, too. What reads them is fetched when it is first needed. */
export function createSettingsDesk(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly prompt: Pick<PromptDesk, 'replace'>;
    readonly selection: Pick<StageSelection, 'choose'>;
    readonly readListFile: (file: File) => void;
  },
): SettingsActions {
  const { prompt, selection, readListFile } = parts;

  async function open(file: File): Promise<void> {
    const { readSettingsFile } = await import('../../storage/settings/settings-file.ts');
    const read = readSettingsFile(file.name, new Uint8Array(await file.arrayBuffer()));
    const before = settable();
    const selectedId = store.getState().selectedId;
    // The picture on the stage keeps its tuning: the file's is for those to come.
    if (read.tuning && selectedId !== null) selection.choose(null);
    put(withFile(settable(), read));
    const given = settable();
    const undo = () => {
      const now = settable();
      put({
        draft: pick(now.draft, given.draft, before.draft),
        tuning: pick(now.tuning, given.tuning, before.tuning),
        exportChoice: pick(now.exportChoice, given.exportChoice, before.exportChoice),
      });
      if (selectedId !== null && store.getState().selectedId === null) selection.choose(selectedId);
    };
    const message = `${partsOf(read)} those of ${file.name}.`;
    notices.show({ tone: 'success', message, action: { label: 'Undo', run: undo } });
  }

  function settable(): Settable {
    const { draft, tuning, exportChoice } = store.getState();
    return { draft, tuning, exportChoice };
  }

  function put({ draft, ...rest }: Settable): void {
    prompt.replace(draft);
    store.setState(rest);
  }

  return {
    exportSettings: () =>
      void run(async () => {
        const { settingsFileText } = await import('../../storage/settings/settings-file.ts');
        const text = settingsFileText(toFile(store.getState()));
        await dependencies.saveFile(new Blob([text], { type: 'application/json' }), FILE_NAME);
      }),
    openSettings: (file) => void run(() => open(file)),
    openTextFile: (file) =>
      void run(async () => {
        const { isSettingsText } = await import('../../storage/settings/settings-file.ts');
        if (/json/i.test(file.name + file.type) && isSettingsText(await file.text())) await open(file);
        else readListFile(file);
      }),
  };
}

/** What the next picture would be made with. Settings that a draft may lack are written out: elsewhere another model's would stand in. */
export function toFile(
  state: Pick<StudioState, 'draft' | 'tuning' | 'recordShape' | 'pairs' | 'selectedId' | 'exportChoice'>,
): SettingsFile {
  const { caption: _c, classIds: _i, labelSetId: _l, ...shared } = state.draft;
  const { pairs: _p, ...choice } = state.exportChoice;
  return {
    generation: { selfPower: 1, backgroundWords: '', guidanceRescale: 0, ...shared },
    tuning: freeTuning(state),
    export: choice,
  };
}

function withFile({ draft, tuning, exportChoice }: Settable, read: SettingsFile): Settable {
  return {
    draft: withFileSettings(draft, read.generation ?? {}),
    tuning: read.tuning ?? tuning,
    exportChoice: read.export ? { ...exportChoice, ...read.export } : exportChoice,
  };
}

/** What was before, unless a person has changed it since it was `given`. */
function pick<T>(now: T, given: T, before: T): T {
  return canonicalJson(now) === canonicalJson(given) ? before : now;
}

function partsOf({ generation, tuning, export: choice }: SettingsFile): string {
  const named = [
    ...(generation ? ['Settings for pictures'] : []),
    ...(tuning ? ['tuning'] : []),
    ...(choice ? ['export'] : []),
  ].join(', ');
  return named === '' ? 'No settings are' : `${named[0]?.toUpperCase()}${named.slice(1)} are`;
}
