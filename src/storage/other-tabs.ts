import type { OtherTabs, PairNews, PairStore } from './types.ts';

/** The number is raised when news would be misread: tabs of two versions of the studio hear each other. */
const CHANNEL = 'dataset-diffusion-studio/pairs/1';

/** Other tabs by BroadcastChannel; it never delivers to the tab that told. */
export function openOtherTabs(createChannel: (name: string) => BroadcastChannel): OtherTabs {
  const channel = createChannel(CHANNEL);
  return {
    tell: (news) => channel.postMessage(news),
    onNews: (listener) => channel.addEventListener('message', ({ data }) => listener(data as PairNews)),
  };
}

/** Where a gallery lives in one page only, nobody else shows it. */
export const NO_OTHER_TABS: OtherTabs = { tell: () => undefined, onNews: () => undefined };

/** The same store; what it has confirmed is told to the other tabs. */
export function tellingPairStore(store: PairStore, { tell }: OtherTabs): PairStore {
  return {
    ...store,
    async put(meta, picture, record) {
      await store.put(meta, picture, record);
      tell({ kind: 'here', metas: [meta] });
    },
    async update(id, change) {
      await store.update(id, change);
      tell({ kind: 'changed', id, change });
    },
    async writeEdits(id, write) {
      const edits = await store.writeEdits(id, write);
      tell({ kind: 'changed', id, change: { ...write.change, edits } });
      return edits;
    },
    async addClasses(id, write) {
      const addedClasses = await store.addClasses(id, write);
      tell({ kind: 'changed', id, change: { ...write.change, addedClasses } });
      return addedClasses;
    },
    async dropClasses(id, classIds, change) {
      const addedClasses = await store.dropClasses(id, classIds, change);
      tell({ kind: 'changed', id, change: { ...change, addedClasses } });
      return addedClasses;
    },
    async remove(ids) {
      await store.remove(ids);
      tell({ kind: 'gone', ids });
    },
  };
}
