import { expect, it, vi } from 'vitest';
import { openOtherTabs, tellingPairStore } from './other-tabs.ts';
import { createMemoryPairStore } from './pairs/memory-pair-store.ts';
import { smallMeta, smallPicture, smallRecord } from './small-pair.fixture.ts';
import type { PairNews } from './types.ts';

it('tells other tabs what storage has confirmed, and nothing that it refused', async () => {
  const channels: BroadcastChannel[] = [];
  const open = () =>
    openOtherTabs((name) => {
      const channel = new BroadcastChannel(name);
      channels.push(channel);
      return channel;
    });
  const heard: PairNews[] = [];
  open().onNews((news) => heard.push(news));
  const inner = createMemoryPairStore();
  const store = tellingPairStore(inner, open());
  try {
    const meta = smallMeta('pair-1');
    await store.put(meta, smallPicture(), smallRecord());
    await store.update(meta.id, { review: 'accepted' });
    await store.remove([meta.id]);
    vi.spyOn(inner, 'put').mockRejectedValue(new Error('full'));
    await expect(tellingPairStore(inner, open()).put(meta, smallPicture(), smallRecord())).rejects.toThrow('full');
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual([
      { kind: 'here', metas: [meta] },
      { kind: 'changed', id: meta.id, change: { review: 'accepted' } },
      { kind: 'gone', ids: [meta.id] },
    ]);
  } finally {
    for (const channel of channels) channel.close();
  }
});
