import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { listModelFiles } from '../../../scripts/vite-model-files.ts';
import { CATALOGUE } from '../../models/catalogue/catalogue.ts';
import { openModelPackage } from '../../models/package/model-package.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import { type LocalFile, localSource } from '../../models/source/folder-source.ts';
import { type LoadedModel, type LoadModelOptions, loadModel } from '../load/load-model.ts';
import type { OrtModule } from '../networks/ort-module.ts';

const FOLDER = new URL('../../../public/models/emoji-scenes/', import.meta.url);

export const CPU: MachineFacts = {
  backend: 'wasm',
  hasShaderF16: false,
  maxBufferBytes: 0,
  heapBytes: 2 ** 32,
  quotaBytes: null,
};

/** A file of the bundled model, read from the repository. */
export function bundledFile(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(path, FOLDER)));
}

const files = new Map<string, File>();

/** All of them, each read from the disk once, however many ranges of it are asked for. */
export function bundledFiles(): LocalFile[] {
  const read = (path: string) => {
    const file = files.get(path) ?? new File([bundledFile(path)], path);
    files.set(path, file);
    return file;
  };
  return listModelFiles(FOLDER.pathname).map(({ path }) => ({ path, file: async () => read(path) }));
}

/** The bundled model, unless `change` says otherwise on native ONNX Runtime: the engine's CPU path without a browser. */
export async function openBundledModel(change: Partial<LoadModelOptions> = {}): Promise<LoadedModel> {
  const entry = CATALOGUE.find(({ id }) => id === 'emoji-scenes') ?? null;
  return loadModel({
    chosen: { id: 'emoji-scenes', name: 'Emoji scenes', origin: { kind: 'bundled', label: '' }, entry },
    model: await openModelPackage(localSource('emoji-scenes', bundledFiles()), entry),
    machine: CPU,
    ort: ort as unknown as OrtModule,
    device: null,
    deviceWatch: null,
    onEvent: () => undefined,
    ...change,
  });
}
