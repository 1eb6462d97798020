import { expect, it } from 'vitest';
import type { EngineState } from '../../studio/types.ts';
import { modelUse } from './model-use.ts';

const address = 'https://models.example/turbo';
const use = (engine: EngineState, of = address) =>
  modelUse({ model: { name: 'turbo', address, previousName: null }, engine }, of);
const ready = { phase: 'ready' } as EngineState;

it.each<[EngineState, string]>([
  [ready, 'in-use'],
  [{ phase: 'starting', event: null }, 'loading'],
  [{ phase: 'failed', error: { code: 'model-corrupt', message: 'Broken.' } }, 'none'],
])('while the engine is %j the model is "%s"', (engine, expected) => {
  expect(use(engine)).toBe(expected);
});

it('says nothing of other models', () => expect(use(ready, 'https://models.example/other')).toBe('none'));
