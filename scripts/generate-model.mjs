/**
 * Writes a model with random weights in the diffusers ONNX layout, for trying the studio with models of any size:
 * `node scripts/generate-model.mjs --size tiny --out FOLDER`.
 */
import { parseArgs } from 'node:util';
import { withTypeScript } from './load-typescript.mjs';

const CHOICES = {
  size: ['tiny', 'sd15'],
  weights: ['fp16', 'fp32'],
  compute: ['fp16', 'fp32'],
  io: ['fp16', 'fp32'],
  style: ['sdpa', 'eager'],
};
const USAGE =
  'Usage: node scripts/generate-model.mjs --size tiny|sd15 --out FOLDER [--seed N] [--weights fp16|fp32] ' +
  '[--compute fp16|fp32] [--io fp16|fp32] [--style sdpa|eager] [--external] [--only unet,vae_decoder,…]';

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: {
      size: text,
      out: text,
      seed: { ...text, default: '1' },
      weights: { ...text, default: 'fp16' },
      compute: { ...text, default: 'fp32' },
      io: { ...text, default: 'fp32' },
      style: { ...text, default: 'sdpa' },
      external: { type: 'boolean', default: false },
      only: text,
    },
  });
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (!choices.includes(values[name])) {
      throw new Error(`Expected --${name} ${choices.join(' or ')}; found ${values[name] ?? 'none'}. ${USAGE}`);
    }
  }
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`Expected --seed 0, 1, …; found ${values.seed}. ${USAGE}`);
  if (!values.out) throw new Error(`Expected a folder to write to. ${USAGE}`);
  const { size, out, style, external, weights, compute, io } = values;
  const only = values.only?.split(',');
  return { size, out, seed, style, external, precision: { weights, compute, io }, ...(only ? { only } : {}) };
}

try {
  const options = readOptions();
  const written = await withTypeScript(['/scripts/generate-model/model-folder.ts'], (folder) =>
    folder.writeModelFolder(options),
  );
  for (const { path, parameters, bytes } of written) console.log(`${path}  ${parameters} parameters  ${bytes} bytes`);
} catch (error) {
  // A bug keeps its stack; what a person can mend is one sentence.
  const isExpected = 'code' in error || error.name === 'Error';
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
