/**
 * Quantises a model in the diffusers ONNX layout, for trying the studio with what people use in browsers:
 * `node scripts/quantise-model.mjs --out FOLDER` makes a 4-bit copy of the bundled model.
 */
import { parseArgs } from 'node:util';
import { withTypeScript } from './load-typescript.mjs';

const USAGE =
  'Usage: node scripts/quantise-model.mjs --out FOLDER [--from FOLDER] [--bits 4|8] [--block 16|32|64|128]; ' +
  'weights in side files stay as they are.';

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: {
      from: { ...text, default: 'public/models/emoji-scenes' },
      out: text,
      bits: { ...text, default: '4' },
      block: { ...text, default: '64' },
    },
  });
  const { from, out, bits, block } = values;
  if (!out) throw new Error(`Expected a folder to write to. ${USAGE}`);
  if (!['4', '8'].includes(bits)) throw new Error(`Expected --bits 4 or 8; found ${bits}. ${USAGE}`);
  if (!['16', '32', '64', '128'].includes(block))
    throw new Error(`Expected --block 16 … 128; found ${block}. ${USAGE}`);
  return { from, out, bits: Number(bits), blockSize: Number(block) };
}

try {
  const options = readOptions();
  const files = await withTypeScript(['/scripts/quantise-model/quantise-folder.ts'], async (folder) =>
    folder.quantiseFolder(options),
  );
  for (const { path, bytes, bytesBefore } of files) console.log(`${path}  ${bytesBefore} → ${bytes} bytes`);
} catch (error) {
  // A bug keeps its stack; what a person can mend is one sentence.
  const isExpected = 'code' in error || error.name === 'Error';
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
