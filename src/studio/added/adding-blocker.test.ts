import { expect, it } from 'vitest';
import type { EngineInfo } from '../../rpc/contract.ts';
import type { PairMeta } from '../../storage/types.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { otherModelNote } from './adding-blocker.ts';

const engine = {
  phase: 'ready',
  info: { model: { id: 'emoji-scenes', name: 'Emoji scenes', unetSha256: 'a' } } as EngineInfo,
} as const;
const madeBy = (modelId: string, modelSha256: string) =>
  pairMeta('a', { provenance: { modelId, modelSha256 } as PairMeta['provenance'] });

it('says before anything is captured that another model than the picture’s would look', () => {
  expect(otherModelNote({ engine }, madeBy('emoji-scenes', 'a'))).toBeNull();
  expect(otherModelNote({ engine }, madeBy('sd15', 'b'))).toMatch(/^The picture was made by sd15; Emoji scenes would/);
  expect(otherModelNote({ engine }, madeBy('emoji-scenes', 'b'))).toMatch(/made by another version of it/);
  expect(otherModelNote({ engine: { phase: 'starting', event: null } }, madeBy('sd15', 'b'))).toBeNull();
});
