import * as ort from 'onnxruntime-node';
import { openModelPackage } from '../../models/package/model-package.ts';
import { type LocalFile, localSource } from '../../models/source/folder-source.ts';
import { type LoadedModel, type LoadModelOptions, loadModel } from '../load/load-model.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from './bundled-model.ts';

/** A model from files in memory, on native ONNX Runtime unless `change` says otherwise. */
export async function loadLocal(
  files: readonly LocalFile[],
  change: Partial<LoadModelOptions> = {},
): Promise<LoadedModel> {
  return loadModel({
    chosen: { id: 'local', name: 'Local', origin: { kind: 'folder', label: 'local' }, entry: null },
    model: await openModelPackage(localSource('local', files)),
    machine: CPU,
    ort: ort as unknown as OrtModule,
    device: null,
    deviceWatch: null,
    onEvent: () => undefined,
    ...change,
  });
}
