import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editOf } from '../../core/edit/edit-layer.ts';
import { StudioError } from '../../core/errors.ts';
import { FakeLastChanges } from '../testing/fake-stores.fixture.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { at, HEIGHT, painting, WIDTH } from './painting.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('storing what was painted', () => {
  it('writes the newest of several strokes, one after another', async () => {
    const { draw, stored, pairStore } = await painting();
    const { writeEdits } = pairStore;
    let running = 0;
    pairStore.writeEdits = async (...write) => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running--;
      return writeEdits(...write);
    };
    draw([0, 0]);
    draw([1, 0]);
    draw([2, 0]);
    await settle(500);
    expect((await stored())?.slice(0, 3)).toEqual(Uint16Array.of(16, 16, 16));
  });

  it('keeps strokes that storage refused, stores them with the next, and shows them when the picture is opened again', async () => {
    const { actions, draw, stored, mask, messages, pairStore, state } = await painting({
      metas: ['a', 'b'].map((id) => pairMeta(id, { width: WIDTH, height: HEIGHT })),
    });
    const { writeEdits } = pairStore;
    pairStore.writeEdits = () => Promise.reject(new StudioError(failure('storage-full', 'Full.')));
    draw([0, 0]);
    await settle();
    expect(messages()).toContain('Full.');
    actions.selectPair('b');
    await settle();
    actions.selectPair('a');
    await settle();
    expect(mask()[0]).toBe(15);
    pairStore.writeEdits = writeEdits;
    actions.runNoticeAction(state().notices.find(({ message }) => message === 'Full.')!.id);
    await settle();
    expect((await stored())?.[0]).toBe(16);
  });

  it('says what is wrong with edits that cannot be read, and lets them be painted anew', async () => {
    const edits = { revision: 'lost', pixels: 3 };
    const { draw, stored, messages, mask, computed } = await painting({
      metas: [pairMeta('a', { width: WIDTH, height: HEIGHT, edits })],
    });
    expect(messages()).toEqual(['a cannot be read.']);
    expect(mask()).toEqual([...computed()]);
    draw([0, 0]);
    await settle();
    expect((await stored())?.[0]).toBe(16);
  });

  it('keeps a stroke of a page that closes, and the next page stores it over what is there', async () => {
    const first = await painting();
    first.pairStore.writeEdits = () => new Promise(() => {});
    first.draw([0, 0], [1, 0]);
    first.actions.beginStroke({ x: 2, y: 0 });
    void first.studio.flush();
    const [kept] = first.lastChanges.kept;
    expect(kept?.edits).toEqual({ a: [{ start: 0, length: 3, before: 0, after: 16 }] });

    const lastChanges = new FakeLastChanges();
    lastChanges.keep(kept!);
    const { stored, mask } = await painting({ lastChanges });
    // The pair was put into the store after the page had started.
    lastChanges.keptByAnotherTab(kept!);
    await settle();
    expect((await stored())?.slice(0, 4)).toEqual(Uint16Array.of(16, 16, 16, 0));
    expect(mask().slice(0, 4)).toEqual([15, 15, 15, 8]);
  });
});

describe('two tabs', () => {
  it('that paint over the same mask both keep their strokes, and the second hears of it', async () => {
    const { draw, stored, mask, messages, pairStore, state } = await painting();
    const theirs = { width: WIDTH, height: HEIGHT, values: new Uint16Array(WIDTH * HEIGHT) };
    theirs.values[at(0, 0)] = editOf(7);
    theirs.values[at(1, 0)] = editOf(7);
    await pairStore.writeEdits('a', { layer: theirs, revision: 'theirs', from: null, change: {} });
    draw([1, 0], [2, 0]);
    await settle();
    expect(mask().slice(0, 4)).toEqual([7, 15, 15, 8]);
    expect((await stored())?.slice(0, 4)).toEqual(Uint16Array.of(8, 16, 16, 0));
    expect(messages().join()).toContain('painted in another tab');
    expect(state().painting.canUndo).toBe(false);
  });

  it('shows what the other one paints', async () => {
    const { mask, otherTabs, pairStore, messages, computed } = await painting();
    const theirs = { width: WIDTH, height: HEIGHT, values: new Uint16Array(WIDTH * HEIGHT).fill(editOf(7), 0, 3) };
    const edits = await pairStore.writeEdits('a', { layer: theirs, revision: 'r1', from: null, change: {} });
    otherTabs.hear({ kind: 'changed', id: 'a', change: { edits } });
    await settle();
    expect(mask().slice(0, 4)).toEqual([7, 7, 7, 8]);
    await pairStore.writeEdits('a', { layer: null, revision: 'r2', from: 'r1', change: {} });
    otherTabs.hear({ kind: 'changed', id: 'a', change: { edits: null } });
    await settle();
    expect(mask()).toEqual([...computed()]);
    expect(messages()).toEqual([]);
  });
});
