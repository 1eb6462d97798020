import { beforeAll, expect, it } from 'vitest';
import type { AttentionSite } from '../core/onnx/types.ts';
import type { LoadedModel } from './load-model.ts';
import { openBundledModel } from './testing/bundled-model.ts';
import { draw } from './testing/job.ts';
import { loadLocal } from './testing/load-local.ts';
import { smallModel } from './testing/small-model.ts';

let bundled: LoadedModel;
beforeAll(async () => {
  bundled = await openBundledModel();
});

const misread = (model: LoadedModel, kind: AttentionSite['kind'], change: Partial<AttentionSite>): LoadedModel => ({
  ...model,
  checks: model.checks.map((check) =>
    check.site.kind === kind ? { ...check, site: { ...check.site, ...change } } : check,
  ),
});

it('compares one self and one cross site with the graph itself', () => {
  expect(bundled.checks.map(({ site }) => site.kind)).toEqual(['self', 'cross']);
});

it.each([
  ['self', { scale: 0.5 }],
  ['cross', { scale: 0.5 }],
  ['self', { heads: 1 }],
] as const)('finds a %s site that was read with %j, and names it', async (kind, wrong) => {
  const { site } = bundled.checks.find((check) => check.site.kind === kind)!;
  const change = 'heads' in wrong ? { heads: 1, headDim: site.heads * site.headDim } : wrong;
  const drawing = draw(misread(bundled, kind, change), { steps: 1, guidance: 1 });
  await expect(drawing).rejects.toMatchObject({ code: 'self-check-failed', details: { path: site.path } });
});

it('passes half-precision inputs', async () => {
  const model = await loadLocal(smallModel({ io: 'float16' }));
  await expect(draw(model, { caption: 'a dog', classIds: [12] })).resolves.toBeDefined();
});
