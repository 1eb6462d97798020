/**
 * `npm run sites -- FILE.onnx [--json]`: lists the attention that can be watched in a UNet, one site a line, and what cannot
 * with its reason; as `dataset-diffusion sites` does.
 */
import { parseArgs } from 'node:util';
import { withTypeScript } from './load-typescript.mjs';

const USAGE = 'Usage: npm run sites -- FILE.onnx [--json]';

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(`Expected one file. ${USAGE}`);
  const { text, json } = await withTypeScript(['/cli/sites/list-sites.ts'], ({ listSites }) => listSites(file));
  console.log(values.json ? JSON.stringify(json, null, 2) : text);
} catch (error) {
  // A bug keeps its stack; what a person can mend is one sentence.
  const isExpected = 'code' in error || error.name === 'Error';
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
