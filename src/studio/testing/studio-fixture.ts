import { vi } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { countEdits } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Failure, type Result, StudioError } from '../../core/errors.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { CachedModel } from '../../models/cache/cached-model.ts';
import type { ExportClient, TuningClient } from '../../rpc/client.ts';
import type { Picture } from '../../rpc/contract.ts';
import type { ExportedDataset } from '../../rpc/export-contract.ts';
import { createMemoryLabelSetStore } from '../../storage/label-sets/label-set-store.ts';
import type { LabelSetStore } from '../../storage/label-sets/types.ts';
import { editedElsewhere } from '../../storage/pair-store.ts';
import type { QueueTurn } from '../../storage/queue/types.ts';
import type {
  EditsWrite,
  LastChanges,
  LastChangesStore,
  LoadedPreferences,
  OtherTabs,
  PairMeta,
  PairNews,
  PairStore,
  Preferences,
  StoredPicture,
} from '../../storage/types.ts';
import { createStudio } from '../create-studio.ts';
import type { StudioDependencies } from '../dependencies.ts';
import { FakeEngine } from './fake-engine.fixture.ts';
import { FakeOtherQueues, FakeQueueStore, FakeQueueTurn } from './fake-queue.fixture.ts';
import { failure, photoFile, picture, record, settle } from './samples.fixture.ts';

/** For tests: the studio with fakes around it. Use with vitest's fake timers. */

export class FakeTuning implements TuningClient {
  calls: { recordId: string; tuning: TuningSettings }[] = [];
  opened: string[] = [];
  openedPictures: Picture[] = [];
  restarts = 0;
  /** Set to keep answers back until `release`. */
  held = false;
  failNext: Failure | null = null;
  #waiting: (() => void)[] = [];

  open = async (recordId: string, _record: AttentionRecord, opened: Picture): Promise<Result<void>> => {
    this.opened.push(recordId);
    this.openedPictures.push(opened);
    return { ok: true, value: undefined };
  };
  segment = async (recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>> => {
    this.calls.push({ recordId, tuning });
    if (this.opened.at(-1) !== recordId) throw new Error(`${recordId} is not open`);
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const error = this.failNext;
    this.failNext = null;
    return error ? { ok: false, error } : { ok: true, value: segmentation(tuning) };
  };
  release(): void {
    this.#waiting.shift()?.();
  }
  wake = () => {};
  restart = () => {
    this.restarts++;
    this.opened = [];
  };
  terminate = () => {};
  onCrash = () => () => {};
}

/** The mask's one pixel tells τ, so that a test sees whose mask it is. */
export function segmentation({ tau }: TuningSettings): Segmentation {
  return {
    width: 1,
    height: 1,
    mask: Uint8Array.of(tau * 10),
    scores: new Uint8Array(2),
    presence: [{ classId: 8, evidence: tau, present: true }],
    pixels: { background: 1, void: 0, classes: {} },
    histogram: new Uint32Array(64),
  };
}

export class FakePairStore implements PairStore {
  readonly metas = new Map<string, PairMeta>();
  readonly pictures = new Map<string, StoredPicture>();
  readonly records = new Map<string, AttentionRecord>();
  readonly layers = new Map<string, EditLayer | null>();
  updates: { id: string; change: object }[] = [];
  putFailure: Failure | null = null;

  /** The queue in the same database. */
  queue: FakeQueueStore | null = null;

  constructor(metas: readonly PairMeta[] = []) {
    for (const meta of metas) void this.put(meta, picture(), record());
  }
  list = async () => [...this.metas.values()];
  put = async (meta: PairMeta, stored: StoredPicture, made: AttentionRecord) => {
    if (this.putFailure) throw new StudioError(this.putFailure);
    this.queue?.items.delete(meta.id);
    if (this.metas.has(meta.id)) return;
    this.metas.set(meta.id, meta);
    this.pictures.set(meta.id, stored);
    this.records.set(meta.id, made);
  };
  update = async (id: string, change: Partial<PairMeta>) => {
    this.updates.push({ id, change });
    this.metas.set(id, { ...get(this.metas, id), ...change });
  };
  readPicture = async (id: string) => get(this.pictures, id);
  readRecord = async (id: string) => get(this.records, id);
  readEdits = async (id: string) => {
    const revision = get(this.metas, id).edits?.revision;
    return revision === undefined ? null : { layer: get(this.layers, id) as EditLayer, revision };
  };
  writeEdits = async (id: string, { layer, revision, from, change }: EditsWrite) => {
    const meta = get(this.metas, id);
    const found = meta.edits?.revision ?? null;
    if (found !== from) throw editedElsewhere(id, from, found);
    const edits = layer && { revision, pixels: countEdits(layer) };
    this.metas.set(id, { ...meta, ...change, edits });
    this.layers.set(id, layer);
    return edits;
  };
  remove = async (ids: readonly string[]) => {
    for (const id of ids) {
      this.metas.delete(id);
      this.queue?.items.delete(id);
    }
  };
  usage = async () => ({ usedBytes: this.metas.size, quotaBytes: 100, persisted: false });
}

export class FakeOtherTabs implements OtherTabs {
  readonly told: PairNews[] = [];
  #listeners: ((news: PairNews) => void)[] = [];

  tell = (news: PairNews) => void this.told.push(news);
  onNews = (listener: (news: PairNews) => void) => void this.#listeners.push(listener);
  /** Another tab tells this one. */
  hear(news: PairNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}

export class FakeLastChanges implements LastChangesStore {
  readonly kept = new Set<LastChanges>();
  unreadable = 0;
  #callbacks: (() => void)[] = [];

  keep = (changes: LastChanges) => {
    this.kept.add(changes);
    return () => void this.kept.delete(changes);
  };
  storeKept = async (store: (changes: LastChanges) => Promise<void>) => {
    for (const changes of this.kept) {
      await store(changes);
      this.kept.delete(changes);
    }
    return this.unreadable;
  };
  onKept = (callback: () => void) => void this.#callbacks.push(callback);
  keptByAnotherTab(changes: LastChanges): void {
    this.keep(changes);
    for (const callback of this.#callbacks) callback();
  }
}

function get<T>(map: Map<string, T>, id: string): T {
  const value = map.get(id);
  if (value === undefined) throw new StudioError(failure('record-corrupt', `${id} cannot be read.`));
  return value;
}

export const exported: ExportedDataset = {
  file: new Blob(),
  fileName: 'set.zip',
  bytes: 3_400_000,
  pairs: 2,
  skipped: [],
  notes: [],
};

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
