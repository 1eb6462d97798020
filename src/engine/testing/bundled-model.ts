import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { listModelFiles } from '../../../scripts/vite-model-files.ts';
import { folderOf } from '../../models/model-folder.ts';
import type { ModelFolder } from '../../models/types.ts';
import { type LoadedModel, loadModel } from '../load-model.ts';
import type { OrtModule } from '../ort-module.ts';

const FOLDER = new URL('../../../public/models/emoji-scenes/', import.meta.url);

/** The bundled model's files, read from the repository. */
export function bundledFolder(): ModelFolder {
  const files = listModelFiles(FOLDER.pathname);
  return folderOf(new Map(files.map(({ path }) => [path, readFileSync(new URL(path, FOLDER))])), files);
}

/** The bundled model on native ONNX Runtime: the engine's CPU path without a browser. */
export function openBundledModel(): Promise<LoadedModel> {
  return loadModel({
    folder: bundledFolder(),
    chosen: { id: 'emoji-scenes', name: 'Emoji scenes', origin: { kind: 'bundled', label: '' }, entry: null },
    onTokenizer: () => undefined,
    ort: ort as unknown as OrtModule,
    device: null,
    deviceWatch: null,
    onPart: () => undefined,
  });
}
