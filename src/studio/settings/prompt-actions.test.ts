import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { createStudioStore } from '../studio-store.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { startStudio, wordTokenizer } from '../testing/studio-fixture.ts';
import { createPromptDesk } from './prompt-actions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('shows the composed prompt and its tokens as soon as the draft changes', async () => {
  const { actions, state } = await startStudio();
  actions.setCaption('a cat');
  actions.addClass(8);
  expect(state().preview).toMatchObject({ ok: true, composed: { prompt: 'a cat; cat' }, maxLength: 12 });
});

it('says what is wrong while the prompt cannot be used, and which text it is', async () => {
  const { actions, state } = await startStudio();
  expect(state().preview).toMatchObject({ ok: false, composed: null, error: { code: 'prompt-invalid' } });
  actions.addClass(8);
  actions.setCaption('a');
  actions.changeDraft({ negativePrompt: 'n '.repeat(20) });
  expect(state().preview).toMatchObject({
    ok: false,
    composed: { prompt: 'a; cat' },
    error: { code: 'prompt-too-long', message: 'In the negative prompt: 10 words fit; n fell off.' },
  });
  actions.changeDraft({ negativePrompt: '', classIds: [77] } as never);
  expect(state().preview).toMatchObject({ ok: false, error: { code: 'class-unknown' } });
});

it('has no preview until the tokenizer is there, and then its own', () => {
  const store = createStudioStore(VOC_20, 1, 'http://studio');
  const desk = createPromptDesk(store, { show: () => 'n' }, () => 2);
  desk.edit({ caption: 'a cat', classIds: [8] });
  expect(store.getState().preview).toBeNull();
  desk.useTokenizer(wordTokenizer);
  expect(store.getState().preview).toMatchObject({ ok: true, maxLength: 12 });
  desk.useTokenizer({ ...wordTokenizer, maxLength: 77 });
  expect(store.getState().preview).toMatchObject({ ok: true, maxLength: 77 });
});

it('adds, moves and removes classes', async () => {
  const { actions, state } = await startStudio();
  for (const id of [8, 9, 12, 8]) actions.addClass(id);
  expect(state().draft.classIds).toEqual([8, 9, 12]);
  actions.moveClass(12, 0);
  expect(state().draft.classIds).toEqual([12, 8, 9]);
  actions.moveClass(12, 99);
  actions.moveClass(3, 0);
  expect(state().draft.classIds).toEqual([8, 9, 12]);
  actions.removeClass(9);
  expect(state().draft.classIds).toEqual([8, 12]);
});

it('recalls the settings of a pair, its seed included', async () => {
  const { actions, state } = await startStudio({ metas: [pairMeta('a')] });
  actions.recall('a');
  expect(state().draft).toEqual(pairMeta('a').settings);
  expect(state().preview).toMatchObject({ ok: true });
});

it('gives the prompt back that a recall took, apart from what was changed since', async () => {
  const { actions, state } = await startStudio({
    metas: [pairMeta('a', { settings: { ...pairMeta('a').settings, renoiseTimesteps: [300] } })],
  });
  actions.setCaption('a long caption');
  actions.addClass(9);
  const before = state().draft;
  actions.recall('a');
  actions.changeDraft({ steps: 3 });
  actions.runNoticeAction(state().notices[0]!.id);
  expect(state().draft).toEqual({ ...before, steps: 3 });
  expect(state().preview).toMatchObject({ composed: { prompt: 'a long caption; chair' } });
});

it('says nothing of a recall where no prompt was written', async () => {
  const { actions, messages } = await startStudio({ metas: [pairMeta('a')] });
  actions.recall('a');
  expect(messages()).toEqual([]);
});

it('gives the prompt back that an example took', async () => {
  const { actions, state } = await startStudio();
  actions.setCaption('a long caption');
  actions.useExample(0);
  expect(state().draft.caption).not.toBe('a long caption');
  actions.runNoticeAction(state().notices[0]!.id);
  expect(state().draft).toMatchObject({ caption: 'a long caption', classIds: [] });
});
