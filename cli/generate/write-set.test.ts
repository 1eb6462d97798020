import { expect, it, vi } from 'vitest';
import { defaultChoice } from '../../src/core/dataset/formats/registry.ts';
import { smallSource } from '../../src/core/dataset/small-dataset.fixture.ts';
import { writeSet } from './write-set.ts';

vi.mock('../../src/core/dataset/formats/writers.ts', () => ({
  // What V8 says of a text beyond its limit.
  writeDataset: async () => 'x'.repeat(2 ** 30),
}));

it('says that there are more pairs than a manifest can name', async () => {
  await expect(writeSet(smallSource(), { out: 'never.zip', choice: defaultChoice('voc') })).rejects.toMatchObject({
    code: 'settings-invalid',
    message: expect.stringContaining('parts of 200,000'),
  });
});
