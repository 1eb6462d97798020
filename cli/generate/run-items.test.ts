import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultChoice } from '../../src/core/dataset/formats/registry.ts';
import { StudioError } from '../../src/core/errors.ts';
import { fakeItems, makeFake, RUN } from '../testing/fake-items.testkit.ts';
import { runFake } from '../testing/run-fake.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import type { DiskFs } from '../work/disk.ts';

const ITEMS = fakeItems(9);

/** A disk that is full once so many files were written. */
function smallDisk(files: number, code = 'ENOSPC'): DiskFs {
  let written = 0;
  const open = (async (path: string, flags: string) => {
    if (flags !== 'r' && ++written > files) {
      throw Object.assign(new Error(`${code}: no space left on device, open '${path}'`), { code });
    }
    return fs.open(path, flags);
  }) as DiskFs['open'];
  return { ...fs, open };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}

describe('a run', () => {
  it('writes a ZIP, and nothing else is left', async () => {
    const folder = temporaryFolder();
    const { exitCode, results } = await runFake(ITEMS, join(folder, 'set.zip'));
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toEqual(['set.zip']);
    expect(results).toMatchObject([
      { format: 'voc', pairs: 9, failed: 0, bytes: readFileSync(join(folder, 'set.zip')).length },
    ]);
  });

  it('writes a folder with the files that the ZIP has', async () => {
    const folder = temporaryFolder();
    await runFake(ITEMS, join(folder, 'set'));
    const files = filesUnder(join(folder, 'set'));
    expect(files).toHaveLength(3 * 9 + 7);
    expect(files).toContain('VOCdevkit/VOC2012/JPEGImages/Scene_0.jpg');
    expect(files.filter((name) => name.includes('.work'))).toEqual([]);
  });

  it('has the same bytes, whenever and in whichever order items were made', async () => {
    const folder = temporaryFolder();
    await runFake(ITEMS, join(folder, 'a.zip'));
    await runFake([...ITEMS].reverse(), join(folder, 'b.zip'));
    expect(readFileSync(join(folder, 'b.zip')).equals(readFileSync(join(folder, 'a.zip')))).toBe(true);
  });

  it.each(['voc', 'coco-instances', 'webdataset'] as const)('has the same bytes years later, as %s', async (format) => {
    const folder = temporaryFolder();
    const choice = { ...defaultChoice(format), trainPercent: 90 };
    await runFake(ITEMS, join(folder, 'a.zip'), { choice });
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-07-01T12:00:00Z') });
    try {
      await runFake(ITEMS, join(folder, 'b.zip'), { choice });
    } finally {
      vi.useRealTimers();
    }
    expect(readFileSync(join(folder, 'b.zip')).equals(readFileSync(join(folder, 'a.zip')))).toBe(true);
  });

  it('stops after the item in progress when it is asked to, and goes on with the rest', async () => {
    const folder = temporaryFolder();
    const [out, whole] = [join(folder, 'set.zip'), join(folder, 'whole.zip')];
    const stop = new AbortController();
    let made = 0;
    const make: typeof makeFake = async (item) => {
      if (++made === 4) stop.abort();
      return makeFake(item);
    };
    const stopped = await runFake(ITEMS, out, { make, signal: stop.signal });
    expect(stopped.exitCode).toBe(130);
    expect(stopped.events.at(-1)).toMatchObject({ event: 'stopped', left: 5 });
    expect(existsSync(out)).toBe(false);
    made = 0;
    expect((await runFake(ITEMS, out, { make, resume: true })).exitCode).toBe(0);
    expect(made).toBe(5);
    await runFake(ITEMS, whole);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  it('makes several at once, each item once, with the bytes of one after another', async () => {
    const folder = temporaryFolder();
    const [out, whole] = [join(folder, 'set.zip'), join(folder, 'whole.zip')];
    const made: string[] = [];
    let [now, most] = [0, 0];
    const make: typeof makeFake = async (item) => {
      most = Math.max(most, ++now);
      made.push(item.identity);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return makeFake(item);
    };
    expect((await runFake(ITEMS, out, { make, atOnce: 3 })).exitCode).toBe(0);
    expect(most).toBe(3);
    expect(made.sort()).toEqual(ITEMS.map(({ identity }) => identity).sort());
    await runFake(ITEMS, whole);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  it('keeps all that were in progress when it is asked to stop', async () => {
    const out = join(temporaryFolder(), 'set.zip');
    const stop = new AbortController();
    let begun = 0;
    const make: typeof makeFake = async (item) => {
      if (++begun === 5) stop.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return makeFake(item);
    };
    const { exitCode, events } = await runFake(ITEMS, out, { make, atOnce: 3, signal: stop.signal });
    expect(exitCode).toBe(130);
    expect(events.at(-1)).toMatchObject({ event: 'stopped', left: ITEMS.length - begun });
  });

  it('begins none after one failed for all, and keeps those that were in progress', async () => {
    const out = join(temporaryFolder(), 'set.zip');
    const broken = new StudioError({ code: 'device-lost', message: 'It is gone.' });
    let begun = 0;
    const make: typeof makeFake = async (item) => {
      if (++begun === 4) throw broken;
      await new Promise((resolve) => setImmediate(resolve));
      return makeFake(item);
    };
    expect((await runFake(ITEMS, out, { make, atOnce: 2 })).failure).toBe(broken);
    const kept = filesUnder(`${out}.work`).filter((name) => name.endsWith('item.json'));
    expect(kept).toHaveLength(begun - 1);
    expect(begun).toBeLessThan(6);
  });

  it('tells the rate and the time left', async () => {
    let nowMs = 0;
    const make: typeof makeFake = async (item) => {
      nowMs += 2000;
      return makeFake(item);
    };
    const { events } = await runFake(ITEMS, join(temporaryFolder(), 'set.zip'), { make, nowMs: () => nowMs });
    const progress = events.filter(({ event }) => event === 'progress');
    expect(progress[0]).toMatchObject({ done: 0, total: 9, perMinute: null, remainingMs: null });
    expect(progress.at(-1)).toMatchObject({ done: 9, total: 9, perMinute: 30, remainingMs: 0 });
  });

  it('makes the others where one cannot be made, says which, and ends with 7', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'set.zip');
    const make: typeof makeFake = async (item) => {
      if (item.settings.caption === 'scene 4')
        throw new StudioError({ code: 'number-overflow', message: 'Too large.' });
      return makeFake(item);
    };
    const { exitCode, events, results } = await runFake(ITEMS, out, { make });
    expect(exitCode).toBe(7);
    expect(events).toContainEqual(expect.objectContaining({ event: 'item-failed', code: 'number-overflow' }));
    expect(results).toMatchObject([{ pairs: 8, failed: 1 }]);
    // What failed can be tried again.
    const again = await runFake(ITEMS, out, { resume: true });
    expect(again.results).toMatchObject([{ pairs: 9, failed: 0 }]);
  });
});

describe('a run that cannot go on', () => {
  it('says that it was begun, and that --resume goes on', async () => {
    const out = join(temporaryFolder(), 'set.zip');
    await runFake(ITEMS, out, { signal: AbortSignal.abort() });
    expect((await runFake(ITEMS, out)).failure).toMatchObject({
      code: 'run-changed',
      message: expect.stringMatching(/0 of its pairs are finished\. Add --resume/),
    });
  });

  it.each([
    ['the list', fakeItems(10), RUN, /number of different items in the list was 9 and is 10/],
    ['one prompt', [...fakeItems(8), ...fakeItems(10).slice(9)], RUN, /other prompts/],
    [
      'the model',
      ITEMS,
      { ...RUN, model: { ...RUN.model, filesSha256: 'c'.repeat(64) } },
      /content of the model fake was "b+" and is "c+"/,
    ],
    [
      'the steps',
      ITEMS,
      { ...RUN, settings: { ...RUN.settings, steps: 3 } },
      /“steps” of the settings was \d+ and is 3/,
    ],
    [
      'the tuning',
      ITEMS,
      { ...RUN, tuning: { ...RUN.tuning, tau: RUN.tuning.tau + 1 } },
      new RegExp(`“tau” of the tuning was ${RUN.tuning.tau} and is ${RUN.tuning.tau + 1}`),
    ],
  ])('tells that %s changed, and leaves what is there', async (_, items, run, message) => {
    const out = join(temporaryFolder(), 'set.zip');
    const stop = new AbortController();
    const make: typeof makeFake = async (item) => {
      stop.abort();
      return makeFake(item);
    };
    await runFake(ITEMS, out, { make, signal: stop.signal });
    const before = filesUnder(`${out}.work`);
    const { failure } = await runFake(items, out, { run, resume: true });
    expect(failure).toMatchObject({ code: 'run-changed', message: expect.stringMatching(message) });
    expect(filesUnder(`${out}.work`)).toEqual(before);
    expect((await runFake(ITEMS, out, { resume: true })).exitCode).toBe(0);
  });

  it.each([1, 2, 5, 20, 27])('says that the disk is full after %i files; with room it goes on', async (files) => {
    const folder = temporaryFolder();
    const [out, whole] = [join(folder, 'set.zip'), join(folder, 'whole.zip')];
    const { failure } = await runFake(ITEMS, out, { disk: smallDisk(files) });
    expect(failure).toMatchObject({ code: 'storage-full', message: expect.stringContaining('free some space') });
    expect(existsSync(out)).toBe(false);
    expect((await runFake(ITEMS, out, { resume: true })).exitCode).toBe(0);
    await runFake(ITEMS, whole);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  it('says that the disk is full while the dataset is written; the pairs are kept', async () => {
    const out = join(temporaryFolder(), 'set.zip');
    // The lock, the facts, and three files an item.
    const { failure } = await runFake(ITEMS, out, { disk: smallDisk(2 + 3 * 9) });
    expect(failure).toMatchObject({ code: 'storage-full', message: expect.stringContaining(out) });
    let made = 0;
    const make: typeof makeFake = (item) => {
      made++;
      return makeFake(item);
    };
    expect((await runFake(ITEMS, out, { make, resume: true })).exitCode).toBe(0);
    expect(made).toBe(0);
  });

  it.each(['EROFS', 'EACCES'])('says that a folder may not be written (%s)', async (code) => {
    const { failure } = await runFake(ITEMS, join(temporaryFolder(), 'set'), { disk: smallDisk(0, code) });
    expect(failure).toMatchObject({ code: 'storage-unavailable', message: expect.stringContaining('read-only') });
  });

  it('says that a file stands where a folder should be', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect((await runFake(ITEMS, join(folder, 'file/set'))).failure).toMatchObject({ code: 'storage-unavailable' });
  });

  it('tells a damaged pair, and makes it again once it is removed', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'part');
    const all = { shard: { index: 1, count: 1 }, resume: true };
    await runFake(ITEMS, out, all);
    const [name = ''] = filesUnder(out).filter((path) => path.endsWith('mask.png'));
    writeFileSync(join(out, name), 'x');
    const again = { ...all, shard: null };
    // The same run without a shard is another folder's.
    expect((await runFake(ITEMS, out, again)).failure?.code).toBe('run-changed');
    const { merge } = await import('./merge.ts');
    const report = { note() {}, progress() {}, result() {}, failure() {}, close() {} };
    const merged = () => merge([out], { out: join(folder, 'set.zip'), ...defaultMerge }, { report } as never);
    await expect(merged()).rejects.toMatchObject({ code: 'record-corrupt' });
    rmSync(join(out, name, '..'), { recursive: true });
    await runFake(ITEMS, out, all);
    expect(await merged()).toBe(0);
  });
});

const defaultMerge = { format: defaultChoice('voc').format };
