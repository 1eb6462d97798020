import { appendClasses, takeClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { countEdits } from '../../core/edit/edit-layer.ts';
import type { EditLayer, EditStep } from '../../core/edit/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { withAdded, withoutAdded } from '../../storage/pairs/added-classes.ts';
import { editedElsewhere } from '../../storage/pairs/pair-store.ts';
import type {
  ClassesWrite,
  EditsWrite,
  LastChanges,
  LastChangesStore,
  OtherTabs,
  PairChange,
  PairMeta,
  PairNews,
  PairStore,
  StoredPicture,
} from '../../storage/types.ts';
import type { FakeQueueStore } from './fake-queue.fixture.ts';
import { failure, picture, record } from './samples.fixture.ts';

/** For tests: what the studio keeps and hears, in memory. */

export class FakePairStore implements PairStore {
  readonly metas = new Map<string, PairMeta>();
  readonly pictures = new Map<string, StoredPicture>();
  readonly records = new Map<string, AttentionRecord>();
  readonly layers = new Map<string, EditLayer | null>();
  readonly steps = new Map<string, readonly EditStep[]>();
  updates: { id: string; change: object }[] = [];
  putFailure: Failure | null = null;

  /** The queue in the same database. */
  queue: FakeQueueStore | null = null;

  constructor(metas: readonly PairMeta[] = []) {
    for (const meta of metas) void this.put(meta, picture(), record());
  }
  unreadableRows = 0;
  list = async () => [...this.metas.values()];
  unreadable = () => this.unreadableRows;
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
    if (revision === undefined) return null;
    return { layer: get(this.layers, id) as EditLayer, revision, steps: this.steps.get(id) ?? [] };
  };
  writeEdits = async (id: string, { layer, steps = [], revision, from, change }: EditsWrite) => {
    const meta = get(this.metas, id);
    const found = meta.edits?.revision ?? null;
    if (found !== from) throw editedElsewhere(id, from, found);
    const edits = layer && { revision, pixels: countEdits(layer) };
    this.metas.set(id, { ...meta, ...change, edits });
    this.layers.set(id, layer);
    this.steps.set(id, steps);
    return edits;
  };
  addClasses = async (id: string, { classes, record: columns, revision, change }: ClassesWrite) => {
    const meta = get(this.metas, id);
    const addedClasses = withAdded(meta, classes, revision);
    this.metas.set(id, { ...meta, ...change, addedClasses });
    this.records.set(id, appendClasses(get(this.records, id), columns));
    return addedClasses;
  };
  dropClasses = async (id: string, classIds: readonly number[], change: PairChange) => {
    const meta = get(this.metas, id);
    const addedClasses = withoutAdded(meta, classIds);
    this.metas.set(id, { ...meta, ...change, addedClasses });
    const made = get(this.records, id);
    const kept = made.classIds.filter((one) => !classIds.includes(one));
    this.records.set(id, takeClasses(made, kept));
    return addedClasses;
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
