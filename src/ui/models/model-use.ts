import type { StudioState } from '../../studio/types.ts';

export type ModelUse = 'in-use' | 'loading' | 'none';

/** What the engine does with the model of an address. One that failed to load is as any other: it can be deleted. */
export function modelUse({ model, engine }: Pick<StudioState, 'model' | 'engine'>, address: string): ModelUse {
  if (model.address !== address || engine.phase === 'failed') return 'none';
  return engine.phase === 'ready' ? 'in-use' : 'loading';
}
