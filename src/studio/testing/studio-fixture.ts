import { vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { CachedModel } from '../../models/cache/cached-model.ts';
import type { ExportClient } from '../../rpc/client.ts';
import type { ExportedDataset } from '../../rpc/export-contract.ts';
import { createMemoryLabelSetStore } from '../../storage/label-sets/label-set-store.ts';
import type { LabelSetStore } from '../../storage/label-sets/types.ts';
import type { QueueTurn } from '../../storage/queue/types.ts';
import type { LoadedPreferences, PairMeta, Preferences } from '../../storage/types.ts';
import { createStudio } from '../create-studio.ts';
import type { StudioDependencies } from '../dependencies.ts';
import { FakeEngine } from './fake-engine.fixture.ts';
import { FakeOtherQueues, FakeQueueStore, FakeQueueTurn } from './fake-queue.fixture.ts';
import { FakeLastChanges, FakeOtherTabs, FakePairStore } from './fake-stores.fixture.ts';
import { FakeTuning } from './fake-tuning.fixture.ts';
import { failure, photoFile, settle } from './samples.fixture.ts';

export const exported: ExportedDataset = {
  file: new Blob(),
  fileName: 'set.zip',
  bytes: 3_400_000,
  pairs: 2,
  skipped: [],
  notes: [],
};

/** For tests: the studio with fakes around it. Use with vitest's fake timers. */
export async function startStudio(
  change: {
    metas?: PairMeta[];
    preferences?: LoadedPreferences | Promise<LoadedPreferences>;
    engine?: FakeEngine;
    labelSet?: LabelSet;
    labelSets?: LabelSetStore;
    kept?: CachedModel[];
    lastChanges?: FakeLastChanges;
    pairStore?: FakePairStore;
    queueStore?: FakeQueueStore;
    queueTurn?: QueueTurn;
    otherTabs?: FakeOtherTabs;
    otherQueues?: FakeOtherQueues;
    /** Starts the ids of one page among several. */
    page?: string;
  } = {},
) {
  const engine = change.engine ?? new FakeEngine();
  const tuning = new FakeTuning();
  const pairStore = change.pairStore ?? new FakePairStore(change.metas);
  const otherTabs = change.otherTabs ?? new FakeOtherTabs();
  const queueStore = change.queueStore ?? new FakeQueueStore();
  const otherQueues = change.otherQueues ?? new FakeOtherQueues();
  if (!change.pairStore) pairStore.queue = queueStore;
  const queueTurn = change.queueTurn ?? new FakeQueueTurn();
  const exportDataset = vi.fn<ExportClient['exportDataset']>(async () => ({ ok: true, value: exported }));
  const cancel = vi.fn<ExportClient['cancel']>(async () => {});
  const measureSize = vi.fn<ExportClient['measureSize']>(async () => ({
    ok: true,
    value: { bytes: 1_700_000, measuredPairs: 2 },
  }));
  const exporter = {
    exportDataset,
    measureSize,
    cancel,
    wake: () => {},
    restart: vi.fn(),
    terminate: () => {},
    onCrash: () => () => {},
  };
  const inMemory = vi.fn<ExportClient['exportDataset']>(async () => ({ ok: true, value: exported }));
  const exportInMemory = vi.fn<StudioDependencies['exportInMemory']>(() => ({
    exportDataset: inMemory,
    measureSize,
    cancel,
  }));
  const preferences = {
    loadPreferences: vi.fn(async () => change.preferences ?? { value: null, problem: null }),
    savePreferences: vi.fn(async (_: Preferences) => {}),
  };
  const labelSets = change.labelSets ?? createMemoryLabelSetStore();
  const lastChanges = change.lastChanges ?? new FakeLastChanges();
  const saveFile = vi.fn();
  const reportBug = vi.fn();
  const requestPersistence = vi.fn(async () => true);
  const reloadWithBackend = vi.fn();
  const modelCache = { list: vi.fn(async () => change.kept ?? []), remove: vi.fn(async () => {}) };
  const openPhoto = vi.fn<StudioDependencies['openPhoto']>(async ({ name }) => photoFile(name));
  const frames: (() => void)[] = [];
  let ids = 0;
  let seeds = 100;
  const dependencies: StudioDependencies = {
    engine,
    tuning,
    exporter,
    exportInMemory,
    engineOptions: { baseUrl: 'http://studio', forcedBackend: null },
    openModelCache: async () => modelCache,
    pairStore,
    otherTabs,
    queueStore,
    otherQueues,
    queueTurn,
    preferences,
    lastChanges,
    labelSet: change.labelSet ?? VOC_20,
    labelSets,
    loadTokenizer: () => wordTokenizer,
    now: () => new Date(Date.now() + ids * 1000),
    randomSeed: () => seeds++,
    newId: () => `${change.page ?? 'id'}-${++ids}`,
    requestFrame: (callback) => frames.push(callback),
    saveFile,
    requestPersistence,
    reloadWithBackend,
    openPhoto,
    createThumbnail: async ({ rgba }) => ({ width: rgba[0] }) as ImageBitmap,
    openingProblems: [],
    reportBug,
  };
  const studio = createStudio(dependencies);
  await settle();
  return {
    studio,
    actions: studio.actions,
    state: studio.getState,
    engine,
    tuning,
    pairStore,
    otherTabs,
    queueStore,
    otherQueues,
    queueTurn,
    exporter,
    inMemory,
    exportInMemory,
    preferences,
    labelSets,
    lastChanges,
    saveFile,
    requestPersistence,
    reloadWithBackend,
    modelCache,
    openPhoto,
    reportBug,
    messages: () => studio.getState().notices.map(({ message }) => message),
    /** The browser draws a frame. */
    async frame() {
      for (const callback of frames.splice(0)) callback();
      await settle();
    },
  };
}

/** The studio with a prompt that can be generated. */
export async function readyToGenerate(change: Parameters<typeof startStudio>[0] = {}) {
  const started = await startStudio(change);
  started.actions.setCaption('a cat');
  started.actions.addClass(8);
  return started;
}

/** One token a word, twelve positions. */
export const wordTokenizer = {
  maxLength: 12,
  encode(text: string) {
    const words = text.split(/\s+/).filter(Boolean);
    if (words.length > 10) throw new StudioError(failure('prompt-too-long', `10 words fit; ${words.at(-1)} fell off.`));
    return {
      ids: new Int32Array(12),
      tokens: words.map((word, i) => ({ id: i, text: word, position: i + 1, start: 0, end: word.length })),
    };
  },
};
