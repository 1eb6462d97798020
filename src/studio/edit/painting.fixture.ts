import type { StoredPicture } from '../../storage/types.ts';
import { pairMeta, record, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

export const WIDTH = 6;
export const HEIGHT = 4;
const wide = (): StoredPicture => ({
  width: WIDTH,
  height: HEIGHT,
  rgba: new Uint8ClampedArray(4 * WIDTH * HEIGHT),
});

/** The studio with one picture of 6×4 on its stage; its computed mask has class 8 in its right half. */
export async function painting(change: Parameters<typeof startStudio>[0] = {}) {
  const metas = change.metas ?? [pairMeta('a', { width: WIDTH, height: HEIGHT })];
  const started = await startStudio({ ...change, metas: [] });
  const { pairStore, tuning, otherTabs, actions, frame } = started;
  const computed = () => Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH >= 3 ? 8 : 0));
  const { segment } = tuning;
  tuning.segment = async (...call) => {
    const result = await segment(...call);
    if (!result.ok) return result;
    const pixels = { background: 12, void: 0, classes: { 8: 12 } };
    return { ok: true, value: { ...result.value, width: WIDTH, height: HEIGHT, mask: computed(), pixels } };
  };
  for (const meta of metas) {
    await pairStore.put(meta, wide(), record());
    otherTabs.hear({ kind: 'here', metas: [meta] });
  }
  actions.selectPair(metas[0]?.id ?? null);
  await settle();
  actions.setPainting(true, 'brush');
  actions.setBrush({ size: 1, value: 15 });
  const mask = () => [...(started.studio.pixels.mask()?.ids ?? [])];
  /** One stroke. */
  const draw = (...points: [number, number][]) => {
    const [[x, y] = [0, 0], ...rest] = points;
    actions.beginStroke({ x, y });
    for (const [nextX, nextY] of rest) actions.continueStroke({ x: nextX, y: nextY });
    actions.endStroke();
  };
  const stored = async (id = 'a') => (await pairStore.readEdits(id))?.layer.values;
  return { ...started, computed, mask, draw, stored, frame };
}

export const at = (x: number, y: number) => y * WIDTH + x;
