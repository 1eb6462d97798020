import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CONFIG_PATHS } from '../../src/models/package/model-paths.ts';
import { type BitsOptions, quantiseFile } from './quantise-file.ts';

export interface QuantiseOptions extends BitsOptions {
  /** A model in the diffusers layout, weights inside the graphs. */
  readonly from: string;
  readonly out: string;
}

export interface QuantisedFile {
  readonly path: string;
  readonly bytes: number;
  readonly bytesBefore: number;
}

/** Copies a model folder and quantises its networks. */
export function quantiseFolder({ from, out, bits, blockSize }: QuantiseOptions): QuantisedFile[] {
  // A student's differences are from the weights as they were.
  cpSync(from, out, {
    recursive: true,
    filter: (path) => !CONFIG_PATHS.quick_weights.includes(relative(from, path).split(sep).join('/')),
  });
  return ['unet', 'text_encoder', 'vae_decoder', 'vae_encoder'].map((network) => {
    const path = `${network}/model.onnx`;
    const model = new Uint8Array(readFileSync(join(from, path)));
    const quantised = quantiseFile(model, { bits, blockSize });
    writeFileSync(join(out, path), quantised);
    return { path, bytes: quantised.byteLength, bytesBefore: model.byteLength };
  });
}
