import { beforeAll, describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { readOnnxGraph } from '../../core/onnx/file/read-graph.ts';
import { QUICK_SETTINGS } from '../../core/weights/quick-settings.ts';
import { rankOne, writeSafetensors } from '../../core/weights/safetensors.testkit.ts';
import type { LocalFile } from '../../models/source/folder-source.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { draw, worst } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const CAT: Partial<GenerationSettings> = { caption: 'a cat', classIds: [8], style: 'caption' };
const PLAIN: Partial<GenerationSettings> = { ...CAT, ...QUICK_SETTINGS };
const QUICK: Partial<GenerationSettings> = { ...PLAIN, quick: true };
const PATH = 'unet/quick.safetensors';

const files = smallModel();
/** `[4, 8, 1, 1]`, or as the small model has it. */
let convOut: { readonly name: string; readonly dims: readonly number[] };

beforeAll(async () => {
  const file = files.find(({ path }) => path === 'unet/model.onnx') as LocalFile;
  const { initialisers } = readOnnxGraph(new Uint8Array(await (await file.file()).arrayBuffer()));
  convOut = [...initialisers.values()].find(({ name }) => name.includes('conv_out'))!;
});

const withQuick = (bytes: Uint8Array<ArrayBuffer>): Promise<LoadedModel> =>
  loadLocal([...files, { path: PATH, file: async () => new File([bytes], PATH) }]);

function differences(scale: number, name = convOut.name) {
  const [outputs = 0, inputs = 0] = convOut.dims;
  const ones = (count: number) => Array.from({ length: count }, (_, i) => (i % 3) - 1);
  return writeSafetensors(rankOne(name, ones(outputs), ones(inputs), scale));
}

describe('quick pictures', () => {
  it('are drawn with the differences in the weights, and with none are the model’s own', async () => {
    const own = await draw(await loadLocal(files), PLAIN);
    const same = await draw(await withQuick(differences(0)), QUICK);
    expect(same.picture.rgba).toEqual(own.picture.rgba);
    expect(worst(same.record.stacks[0]!.data, own.record.stacks[0]!.data)).toBe(0);
    const other = await draw(await withQuick(differences(0.05)), QUICK);
    expect(worst(other.picture.rgba, own.picture.rgba)).toBeGreaterThan(4);
  });

  it('leave the model as it was, and show the finished picture to the model itself', async () => {
    const model = await withQuick(differences(0.05));
    expect(model.info.hasQuickWeights).toBe(true);
    const before = await draw(model, { ...CAT, steps: 2 });
    const quick = await draw(model, { ...QUICK, renoiseTimesteps: [300] });
    const after = await draw(model, { ...CAT, steps: 2 });
    expect(after.picture.rgba).toEqual(before.picture.rgba);
    expect(quick.record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    // Its two networks differ in the last layer alone, so the same picture has the same attention from both.
    const along = await draw(await withQuick(differences(0)), { ...QUICK, renoiseTimesteps: [300] });
    expect(along.record.classIds).toEqual(quick.record.classIds);
  });

  it('tell which settings they do not take', async () => {
    const model = await withQuick(differences(0));
    await expect(draw(model, { ...QUICK, steps: 5, guidance: 4 })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringMatching(/take steps 4, found 5; quick pictures take guidance 1, found 4/),
    });
    await expect(draw(await loadLocal(files), QUICK)).rejects.toThrow(/no quick weights/);
  });

  it('refuse differences of another network, and broken ones, by name', async () => {
    await expect(draw(await withQuick(differences(1, 'conv_nowhere')), QUICK)).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringMatching(/conv_nowhere.*no such weight.*different models/),
    });
    await expect(draw(await withQuick(new Uint8Array(5)), QUICK)).rejects.toMatchObject({ code: 'model-corrupt' });
  });
});
