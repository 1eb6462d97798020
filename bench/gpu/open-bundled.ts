import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listModelFiles } from '../../scripts/vite-model-files.ts';
import { watchDevice } from '../../src/engine/device/device-watch.ts';
import { type LoadedModel, loadModel } from '../../src/engine/load/load-model.ts';
import { Network } from '../../src/engine/networks/network.ts';
import type { OrtModule } from '../../src/engine/networks/ort-module.ts';
import { CATALOGUE } from '../../src/models/catalogue/catalogue.ts';
import { planUnet, type UnetPlan } from '../../src/models/feeds/plan-inputs.ts';
import { openModelPackage, sessionParts } from '../../src/models/package/model-package.ts';
import { localSource } from '../../src/models/source/folder-source.ts';

export interface BundledModel {
  readonly model: LoadedModel;
  /** The UNet file as it is, and what it takes. */
  openUntapped(): Promise<{ readonly untapped: Network; readonly plan: UnetPlan }>;
}

/** The bundled model from a folder, on a device or on the CPU. */
export async function openBundled(folder: string, ort: OrtModule, device: GPUDevice | null): Promise<BundledModel> {
  const files = listModelFiles(folder).map(({ path }) => {
    const file = new File([new Uint8Array(readFileSync(join(folder, path)))], path);
    return { path, file: async () => file };
  });
  const entry = CATALOGUE.find(({ source }) => source.kind === 'bundled') ?? null;
  const packaged = await openModelPackage(localSource('bundled', files), entry);
  const deviceWatch = device ? watchDevice(device) : null;
  const most = device ? Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize) : 0;
  const model = await loadModel({
    chosen: { id: 'bundled', name: 'Bundled', origin: { kind: 'bundled', label: '' }, entry },
    model: packaged,
    machine: {
      backend: device ? 'webgpu' : 'wasm',
      hasShaderF16: false,
      maxBufferBytes: most,
      heapBytes: null,
      quotaBytes: null,
    },
    ort,
    device,
    deviceWatch,
    onEvent: () => undefined,
  });
  return {
    model,
    async openUntapped() {
      const unet = await packaged.network('unet');
      const session = device ? { executionProviders: [{ name: 'webgpu' as const, device }] } : {};
      const untapped = await Network.open(await sessionParts(unet), {
        ort,
        file: unet.path,
        session,
        device: deviceWatch,
      });
      return { untapped, plan: planUnet(unet.graph.graph) };
    },
  };
}
