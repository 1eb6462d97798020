import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { readSettingsFile, settingsFileText } from '../../storage/settings/settings-file.ts';
import { settle } from '../testing/samples.fixture.ts';
import { readyToGenerate } from '../testing/studio-fixture.ts';
import { DEFAULT_TUNING } from './defaults.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fileOf = (text: string, name = 's.json') => new File([text], name, { type: 'application/json' });
const settingsFile = (file: Parameters<typeof settingsFileText>[0]) => fileOf(settingsFileText(file));
/** Code that is fetched, and a file that is read, take more than one turn. */
const done = async (isDone: () => boolean) => {
  await vi.waitFor(() => {
    if (!isDone()) throw new Error('not yet');
  });
  await settle();
};

it('exports what the next picture is made with, and opens it again on a studio with other settings', async () => {
  const first = await readyToGenerate();
  first.actions.changeDraft({ steps: 9, sampler: 'euler', seed: 5, selfPower: 1.5 });
  first.actions.setExportChoice({ ...defaultChoice('webdataset'), pairs: 'accepted' });
  first.actions.exportSettings();
  await done(() => first.saveFile.mock.calls.length > 0);
  const [blob, name] = first.saveFile.mock.calls[0] as [Blob, string];
  const file = readSettingsFile(name, new Uint8Array(await blob.arrayBuffer()));
  expect(file).toMatchObject({
    generation: { steps: 9, sampler: 'euler', seed: 5, selfPower: 1.5, guidanceRescale: 0 },
    tuning: DEFAULT_TUNING,
    export: { format: 'webdataset' },
  });
  expect(file.generation).not.toHaveProperty('caption');

  const second = await readyToGenerate();
  second.actions.setRenoise([600]);
  second.actions.changeDraft({ width: 192, height: 128 });
  const { caption, classIds } = second.state().draft;
  second.actions.openSettings(new File([blob], name));
  await done(() => second.messages().length > 0);
  expect(second.messages()).toEqual([
    'Settings for pictures, tuning, export are those of dataset-diffusion-settings.json.',
  ]);
  expect(second.state().draft).toMatchObject({ steps: 9, sampler: 'euler', caption, classIds });
  // Steps come with the way of capture that was chosen for them.
  expect(second.state().draft.renoiseTimesteps).toBeUndefined();
  expect(second.state().draft).not.toHaveProperty('width');
  expect(second.state().exportChoice).toMatchObject({ format: 'webdataset', pairs: 'not-rejected' });
});

it('takes it all back, but not what was changed since', async () => {
  const { actions, state, messages } = await readyToGenerate();
  const { draft, exportChoice } = state();
  actions.openSettings(
    settingsFile({ generation: { steps: 7 }, tuning: { ...DEFAULT_TUNING, tau: 3 }, export: defaultChoice('voc') }),
  );
  await done(() => messages().length > 0);
  expect(state()).toMatchObject({ draft: { ...draft, steps: 7 }, tuning: { tau: 3 } });
  actions.tune({ tau: 2 });
  actions.runNoticeAction(state().notices[0]!.id);
  expect(state()).toMatchObject({ draft, exportChoice, tuning: { tau: 2 } });
});

it.each([
  ['no JSON', '{', /found no JSON/],
  ['another kind of file', '{"prompts": []}', /a file of another kind/],
  ['a newer version', settingsFileText({}).replace('"version": 1', '"version": 2'), /Update this studio/],
  [
    'an unknown sampler',
    settingsFileText({ generation: { sampler: 'plms' as never } }),
    /"plms" at “generation.sampler”/,
  ],
])('says what is wrong with %s, and changes nothing', async (_, text, message) => {
  const { actions, state, messages } = await readyToGenerate();
  const { draft, tuning, exportChoice } = state();
  actions.openSettings(fileOf(text));
  await done(() => messages().length > 0);
  expect(messages()[0]).toMatch(message);
  expect(state()).toMatchObject({ draft, tuning, exportChoice });
});

it('tells dropped settings from dropped lists of prompts', async () => {
  const { actions, state, messages } = await readyToGenerate();
  actions.openTextFile(settingsFile({ generation: { steps: 7 } }));
  await done(() => messages().length > 0);
  expect([state().draft.steps, state().list]).toEqual([7, null]);
  actions.openTextFile(fileOf('[{"caption": "a cat", "class_prompt": "cat"}]', 'list.json'));
  await done(() => state().list?.phase === 'read');
});

it('keeps a clip skip of its own, which a file with steps tells, too', async () => {
  const { actions, state, messages } = await readyToGenerate();
  actions.setClipSkip(2);
  expect(state().draft.clipSkip).toBe(2);
  actions.openSettings(settingsFile({ generation: { steps: 7 } }));
  await done(() => messages().length > 0);
  expect(state().draft).not.toHaveProperty('clipSkip');
  actions.setClipSkip(3);
  actions.setClipSkip(1);
  expect(state().draft).not.toHaveProperty('clipSkip');
});
