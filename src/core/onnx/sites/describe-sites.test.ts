import { expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { ATTENTION_STYLES, type AttentionStyle, attentionModel } from '../testing/attention-models.testkit.ts';
import { packedWeight } from '../testing/packed-models.testkit.ts';
import { CONTEXT as SDXL_CONTEXT, sdxlModel } from '../testing/unet-models.testkit.ts';
import type { TensorRecipe } from '../types.ts';
import { describeRecipe, describeSites, printSites } from './describe-sites.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const report = (model: Uint8Array, sides: readonly [number, number] = [64, 64]) => {
  const graph = readOnnxGraph(model);
  return describeSites(graph, findAttentionSites(graph), sides);
};

test('tokens are counted at the sides of the graph, or at the default where it leaves them free', () => {
  const style = ATTENTION_STYLES['scale on Q']!;
  expect(report(attentionModel(style), [10, 6]).sites[0]?.tokens).toBe(60);
  const fixed = report(attentionModel(style, 16, [2, 12, 20]), [10, 6]);
  expect(fixed.latentSides).toEqual([12, 20]);
  expect(fixed.sites[0]?.tokens).toBe(240);
});

test('one line a site, then the counts', () => {
  const lines = printSites(report(attentionModel(packedWeight))).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^0 {2}self .* 2 heads × 4 +scale 0\.5 +4096 tokens .*· attn1\.weight\[channels 0…7\]/);
  expect(lines[1]).toMatch(/^1 {2}cross .* \+ attn2\.bias\[channels 8…15\]$/);
  expect(lines[2]).toBe('2 sites (1 self, 1 cross), 0 not tapped; tokens at latents of 64×64.');
});

test('what is refused gets a line with its reason, and an uneven count a warning', () => {
  const all = report(attentionModel(packedWeight));
  const text = printSites({ ...all, selfSites: 2, crossSites: 1, untapped: [{ path: 'mid', reason: 'no Q' }] });
  expect(text).toContain('not tapped: mid: no Q\n');
  expect(text).toMatch(/Self and cross sites differ/);
});

test.each<[Partial<TensorRecipe>, string]>([
  [{}, 'x'],
  [{ flat: { batchOf: 'sample', width: 24 } }, 'x with its batch apart'],
  [{ channels: { groups: 2, start: 4, end: 8 } }, 'x[channels 4…7 of each of 2 heads]'],
  [{ layer: { weight: 'w', weightTransposed: true, bias: 'b', repeated: null } }, 'x · wᵀ + b'],
])('%o reads %s', (recipe, text) => {
  const plain = { tensor: 'x', flat: null, layer: null, channels: null, addedBias: null };
  expect(describeRecipe({ ...plain, ...recipe })).toBe(text);
});

test('blocks whose layers all attend to the prompt are told by their place', () => {
  const biased = ATTENTION_STYLES['projections with a bias']!;
  /** As diffusers' `only_cross_attention` on one place, or on all. */
  const onlyCross = (place: string): AttentionStyle => {
    const prompt = { context: 'encoder_hidden_states', width: SDXL_CONTEXT };
    return (b, layer) => biased(b, layer.path.startsWith(place) ? { ...layer, ...prompt } : layer);
  };
  const reportOf = (style: AttentionStyle) => report(sdxlModel(style), [8, 8]);
  expect(reportOf(biased).notes).toEqual([]);
  const down = reportOf(onlyCross('down_blocks'));
  expect([down.selfSites, down.crossSites]).toEqual([4, 8]);
  expect(down.notes).toEqual([
    "There is no self-attention on the way down at 1/2 of the latents' side: both layers attend to the prompt. τ uses the other places.",
  ]);
  expect(printSites(down)).toContain(down.notes[0]);
  expect(printSites(down)).not.toContain('unusual');
  expect(reportOf(onlyCross('')).notes).toEqual([expect.stringMatching(/^There is no self-attention: /)]);
});
