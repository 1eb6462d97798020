import { beforeAll, describe, expect, it } from 'vitest';
import type { AttentionSite } from '../../core/onnx/types.ts';
import type { StartEvent } from '../../rpc/contract.ts';
import { Engine } from '../engine.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

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

describe('when a model is loaded', () => {
  const backend = { kind: 'wasm', description: '', reason: '', isFallbackAdapter: false } as const;
  async function startWith(model: LoadedModel, kind: 'bundled' | 'folder') {
    const info = { backend, model: { ...model.info, origin: { kind, label: '' } } };
    const events: StartEvent[] = [];
    const engine = new Engine({
      check: () => Promise.reject(new Error('not asked')),
      start: async () => ({ model, info }),
      studioVersion: '0',
      yieldToMessages: () => Promise.resolve(),
      nowMs: () => 0,
      now: () => new Date(0),
    });
    const options = { model: { kind: 'catalogue', id: 'm' }, baseUrl: '', forcedBackend: null } as const;
    const result = await engine.start(options, (event) => events.push(event));
    return { result, events };
  }

  it('runs one call, which says so', async () => {
    const { result, events } = await startWith(bundled, 'folder');
    expect(result.ok).toBe(true);
    expect(events).toEqual([{ kind: 'compile', part: 'the attention check' }]);
  });

  it('refuses a model whose attention was misread, except the bundled one, which waits for its first picture', async () => {
    const wrong = misread(bundled, 'self', { scale: 0.5 });
    expect((await startWith(wrong, 'folder')).result).toMatchObject({
      ok: false,
      error: { code: 'self-check-failed' },
    });
    expect(await startWith(wrong, 'bundled')).toMatchObject({ result: { ok: true }, events: [] });
  });
});

it('passes half-precision inputs', async () => {
  const model = await loadLocal(smallModel({ io: 'float16' }));
  await expect(draw(model, { caption: 'a dog', classIds: [12] })).resolves.toBeDefined();
});
