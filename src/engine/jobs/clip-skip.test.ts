import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../load/load-model.ts';
import { draw, worst } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const DOG = { caption: 'a dog', classIds: [12] };
const LAST_ONLY =
  /clip skip must be 1 with this model, found 2: the text encoder puts out no states of its earlier layers/;

describe('a model whose text encoder puts out the states of its layers', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await loadLocal(smallModel({ textLayers: 'with last' }));
  });

  it('draws another picture without the last layer', async () => {
    expect(model.info.maxClipSkip).toBe(3);
    const plain = await draw(model, DOG);
    const skipped = await draw(model, { ...DOG, clipSkip: 2 });
    expect(worst(plain.picture.rgba, skipped.picture.rgba)).toBeGreaterThan(0);
    expect(worst(plain.record.stacks[0]!.data, skipped.record.stacks[0]!.data)).toBeGreaterThan(0);
    expect((await draw(model, { ...DOG, clipSkip: 1 })).picture).toEqual(plain.picture);
  });

  it('reads the layers as they are where it normalises none', async () => {
    const raw = await loadLocal(smallModel({ textLayers: 'alone' }));
    expect(raw.info.maxClipSkip).toBe(3);
    const encoding = raw.tokenizer.encode('a dog');
    const [one, two] = [await raw.textEncoder.encode(encoding, 1), await raw.textEncoder.encode(encoding, 2)];
    const normalised = await model.textEncoder.encode(encoding, 2);
    expect(worst(one.data, two.data)).toBeGreaterThan(0);
    expect(worst(two.data, normalised.data)).toBeGreaterThan(0);
  });

  it.each([0, 4, 1.5])('refuses a clip skip of %d', async (clipSkip) => {
    await expect(draw(model, { ...DOG, clipSkip })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining(
        `clip skip must be a whole number from 1 to 3 with this model, found ${clipSkip}`,
      ),
    });
  });
});

it.each([
  ['puts out its last layer alone', {}],
  ['is one of SDXL’s, which reads an earlier layer anyway', { isSdxl: true }],
])('a model whose text encoder %s says so', async (_, options) => {
  const model = await loadLocal(smallModel(options));
  expect(model.info.maxClipSkip).toBe(1);
  await expect(draw(model, { ...DOG, clipSkip: 2 })).rejects.toThrow(LAST_ONLY);
});
