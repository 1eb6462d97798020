import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { createMemoryLabelSetStore } from '../../storage/label-sets/label-set-store.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';
import { offeredLabelSets, shownLabelSet } from './known-label-sets.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const [cat, chair] = [VOC_20.classes[7]!, VOC_20.classes[8]!];
const owl = { name: 'owl', promptName: 'owl', synonyms: [], color: [1, 2, 3] as const };
const pets = ownLabelSet('Pets', [cat, owl]);
const stored = async () => {
  const labelSets = createMemoryLabelSetStore();
  await labelSets.put([{ set: pets, createdAt: '2026-11-20T00:00:00.000Z', isRetired: false }]);
  return labelSets;
};
const ofPets = (id: string) => {
  const meta = pairMeta(id);
  return { ...meta, settings: { ...meta.settings, labelSetId: pets.id, classIds: [2] } };
};

it('offers what the studio brings along and what is stored', async () => {
  const { state } = await startStudio({ labelSets: await stored() });
  expect(offeredLabelSets(state()).map(({ set }) => set.id)).toEqual(['voc-20', 'coco-80', pets.id]);
  expect(state().labelSet).toBe(VOC_20);
});

it('takes another set with the classes that both have', async () => {
  const { actions, state, messages } = await readyToGenerate();
  actions.addClass(18);
  actions.chooseLabelSet('coco-80');
  const names = state().draft.classIds.map((id) => COCO_80.classes.find((one) => one.id === id)!.name);
  expect(names).toEqual(['cat', 'couch']);
  expect(state()).toMatchObject({ labelSet: { id: 'coco-80' }, draft: { labelSetId: 'coco-80' } });
  expect(messages()).toEqual([]);
});

it('says which classes another set lacks, and brings them back', async () => {
  const { actions, state, messages } = await readyToGenerate({ labelSets: await stored() });
  actions.addClass(chair.id);
  const { draft } = state();
  actions.chooseLabelSet(pets.id);
  expect(state().draft.classIds).toEqual([1]);
  expect(messages()).toEqual(['“Pets” has no chair: gone from the prompt.']);
  actions.runNoticeAction(state().notices[0]!.id);
  expect(state()).toMatchObject({ draft, labelSet: { id: 'voc-20' } });
});

it('leaves set and classes alone in an Undo once other classes were chosen', async () => {
  const { actions, state } = await readyToGenerate({ labelSets: await stored() });
  actions.addClass(chair.id);
  actions.chooseLabelSet(pets.id);
  actions.addClass(2);
  actions.runNoticeAction(state().notices[0]!.id);
  expect(state().draft).toMatchObject({ labelSetId: pets.id, classIds: [1, 2] });
});

it('keeps an edited set as a new version in the old one’s place, and takes it', async () => {
  const labelSets = await stored();
  const { actions, state } = await readyToGenerate({ labelSets, metas: [ofPets('old')] });
  const result = await actions.saveLabelSet({ name: 'Pets', classes: [owl, cat], replacesId: pets.id });
  expect(result.ok && result.value.classes.map(({ name }) => name)).toEqual(['owl', 'cat']);
  const id = result.ok ? result.value.id : '';
  expect(state()).toMatchObject({ labelSet: { id }, draft: { labelSetId: id, classIds: [2] } });
  expect(offeredLabelSets(state()).map(({ set }) => set.id)).toEqual(['voc-20', 'coco-80', id]);
  expect((await labelSets.load()).sets.map(({ set, isRetired }) => [set.id, isRetired])).toEqual(
    expect.arrayContaining([
      [pets.id, true],
      [id, false],
    ]),
  );
  // The old pair means what it meant.
  actions.selectPair('old');
  expect(shownLabelSet(state())).toEqual(pets);
});

it('makes nothing new of a set that was not changed, and offers one again that was taken away', async () => {
  const { actions, state } = await startStudio({ labelSets: await stored() });
  actions.removeLabelSet(pets.id);
  await settle();
  await actions.saveLabelSet({ name: 'Pets', classes: [cat, owl], replacesId: null });
  expect(offeredLabelSets(state()).map(({ set }) => set.id)).toEqual(['voc-20', 'coco-80', pets.id]);
});

it('gives back why a set cannot be kept, and changes nothing', async () => {
  const labelSets = createMemoryLabelSetStore();
  const { actions, state } = await startStudio({ labelSets });
  const before = state();
  const twice = await actions.saveLabelSet({ name: 'Twice', classes: [cat, cat], replacesId: null });
  expect(twice).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
  labelSets.put = async () => {
    throw new StudioError(failure('storage-full', 'No room.'));
  };
  const full = await actions.saveLabelSet({ name: 'Pets', classes: [cat], replacesId: null });
  expect(full).toMatchObject({ ok: false, error: { code: 'storage-full' } });
  expect(state()).toBe(before);
});

it('takes a set from the list with an Undo, and goes back to the first', async () => {
  const { actions, state, messages } = await readyToGenerate({ labelSets: await stored() });
  actions.chooseLabelSet(pets.id);
  actions.removeLabelSet(pets.id);
  await settle();
  expect(offeredLabelSets(state())).toHaveLength(2);
  expect(state().draft).toMatchObject({ labelSetId: 'voc-20', classIds: [8] });
  expect(messages()).toEqual(['The label set “Pets” is gone from the list. Pictures made with it keep it.']);
  actions.runNoticeAction(state().notices[0]!.id);
  await settle();
  expect(state().draft).toMatchObject({ labelSetId: pets.id, classIds: [1] });
  actions.removeLabelSet('voc-20');
  await settle();
  expect(offeredLabelSets(state())).toHaveLength(3);
});

it('remembers the chosen set and its classes', async () => {
  const labelSets = await stored();
  const first = await readyToGenerate({ labelSets });
  first.actions.chooseLabelSet(pets.id);
  await first.studio.flush();
  const [value] = first.preferences.savePreferences.mock.lastCall as unknown as [never];
  const { state } = await startStudio({ labelSets, preferences: { value, problem: null } });
  expect(state()).toMatchObject({
    labelSet: pets,
    draft: { labelSetId: pets.id, classIds: [1] },
    preview: { ok: true },
  });
});

it('generates with the classes of the chosen set', async () => {
  const { actions, engine } = await readyToGenerate({ labelSets: await stored() });
  actions.chooseLabelSet(pets.id);
  actions.addClass(2);
  actions.generate();
  await settle();
  expect(engine.requests[0]).toMatchObject({
    settings: { labelSetId: pets.id, classIds: [1, 2] },
    classes: pets.classes,
  });
});

it('takes the set along with a picture’s settings, and says so where it is not here', async () => {
  const gone = { ...pairMeta('gone') };
  const metas = [ofPets('a'), { ...gone, settings: { ...gone.settings, labelSetId: 'gone-000000000000' } }];
  const { actions, state, messages } = await startStudio({ labelSets: await stored(), metas });
  actions.recall('a');
  expect(state()).toMatchObject({ labelSet: pets, draft: { labelSetId: pets.id, classIds: [2] } });
  actions.recall('gone');
  expect(state()).toMatchObject({ labelSet: pets, draft: { labelSetId: pets.id, classIds: [] } });
  expect(messages().at(-1)).toMatch(/label set is not on this device/);
});

it('reads a set that another tab made when its first pair comes', async () => {
  const labelSets = createMemoryLabelSetStore();
  const { state, actions, otherTabs } = await startStudio({ labelSets });
  await labelSets.put([{ set: pets, createdAt: '2026-11-20T00:00:00.000Z', isRetired: false }]);
  otherTabs.hear({ kind: 'here', metas: [ofPets('theirs')] });
  await settle();
  actions.selectPair('theirs');
  expect(shownLabelSet(state())).toEqual(pets);
});

it('shows all classes again where the picture on the stage is of another set', async () => {
  const { actions, state } = await startStudio({ labelSets: await stored(), metas: [pairMeta('a'), ofPets('b')] });
  actions.selectPair('a');
  actions.soloClass(8);
  actions.toggleClass(9);
  actions.selectPair('b');
  expect(state()).toMatchObject({ soloClassId: null, hiddenClassIds: [] });
});

it('tells what is wrong with stored sets, and goes on with its own', async () => {
  const labelSets = createMemoryLabelSetStore();
  labelSets.load = async () => ({ sets: [], problem: 'A label set of yours could not be read.' });
  const { messages, state } = await startStudio({ labelSets });
  expect(messages()).toEqual(['A label set of yours could not be read.']);
  expect(state().labelSet).toBe(VOC_20);
});
