import * as ortWeb from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOnnxGraphFromBlob } from '../../core/onnx/file/blob/blob-graph.ts';
import { writeSkeleton } from '../../core/onnx/file/blob/skeleton.ts';
import type { GeneratedPair } from '../../rpc/contract.ts';
import { bundledFile, bundledFiles, openBundledModel } from '../testing/bundled-model.ts';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import type { OrtModule } from './ort-module.ts';

const ONE_STEP = { steps: 1, guidance: 1 };
const UNET = 'unet/model.onnx';
// The browser's build: native ONNX Runtime takes no external data from memory.
const inBrowserBuild = { ort: ortWeb as OrtModule };

describe('weights outside the graph, on the browser build of ONNX Runtime', () => {
  let whole: GeneratedPair;
  beforeAll(async () => {
    ortWeb.env.wasm.numThreads = 1;
    whole = await draw(await openBundledModel(inBrowserBuild), ONE_STEP);
  });

  it('a model whose files are all too large draws what it draws as whole files', async () => {
    const { picture, record } = await draw(await openBundledModel({ ...inBrowserBuild, wholeFileBytes: 0 }), ONE_STEP);
    expect(picture.rgba).toEqual(whole.picture.rgba);
    expect(record).toEqual(whole.record);
  });

  it('a side file too', async () => {
    const original = bundledFile(UNET);
    const { layout } = await readOnnxGraphFromBlob(new Blob([original]));
    const graph = new Uint8Array(writeSkeleton(layout, 'weights.pb'));
    const files = bundledFiles().filter(({ path }) => path !== UNET);
    const split = [
      { path: UNET, file: async () => new File([graph], 'model.onnx') },
      { path: 'unet/weights.pb', file: async () => new File([original], 'weights.pb') },
    ];
    const model = await loadLocal([...files, ...split], inBrowserBuild);
    expect((await draw(model, ONE_STEP)).picture.rgba).toEqual(whole.picture.rgba);
    expect(model.info.downloadBytes).toBeGreaterThan(original.byteLength);

    const alone = loadLocal([...files, ...split.slice(0, 1)], inBrowserBuild);
    await expect(alone).rejects.toMatchObject({
      code: 'model-missing-file',
      message: expect.stringMatching(/weights.pb/),
    });
  });
});
