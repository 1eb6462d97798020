import { cpSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModelFolder } from '../../scripts/generate-model/model-folder.ts';
import type { MODEL_SIZES } from '../../scripts/generate-model/sizes.ts';
import { quantiseFolder } from '../../scripts/quantise-model/quantise-folder.ts';

/** Writes a model of random weights below `root`, in half precision or with four bits. @returns its folder */
export async function writeModel(root: string, size: keyof typeof MODEL_SIZES, bits: 16 | 4): Promise<string> {
  const whole = join(root, size);
  const precision = { weights: 'fp16', compute: 'fp32', io: 'fp32' } as const;
  await writeModelFolder({ size, out: whole, seed: 1, precision, style: 'sdpa', external: false });
  if (bits === 16) return whole;
  const packed = join(root, `${size}-4bit`);
  quantiseFolder({ from: whole, out: packed, bits: 4, blockSize: 64 });
  return packed;
}

/** The same model for pictures `times` as wide, its networks being the same files. @returns its folder */
export function enlarged(folder: string, times: number): string {
  const large = `${folder}-large`;
  cpSync(folder, large, { recursive: true, filter: (path) => !path.endsWith('.onnx') });
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.onnx')) linkSync(join(folder, path), join(large, path));
  }
  for (const config of ['unet/config.json', 'vae_decoder/config.json']) {
    const path = join(large, config);
    const told = JSON.parse(readFileSync(path, 'utf8')) as { sample_size: number };
    writeFileSync(path, JSON.stringify({ ...told, sample_size: told.sample_size * times }));
  }
  return large;
}
