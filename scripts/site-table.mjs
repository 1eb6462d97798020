/**
 * `node scripts/site-table.mjs`: builds a tiny model of every export style, runs it, and writes what was found and how far our
 * maps are from the graph's probabilities into docs/models.md. With --check it only says whether the table still holds: found
 * sites to the letter, errors within each style's tolerance, since the last digits differ from processor to processor.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alignTable } from './align-table.mjs';
import { withTypeScript } from './load-typescript.mjs';

const FILE = fileURLToPath(new URL('../docs/models.md', import.meta.url));
const BEGIN = '<!-- export styles: written by scripts/site-table.mjs -->';
const END = '<!-- end of export styles -->';
const INTRODUCTION = `# Models

## Export styles

The studio finds the attention of a UNet by the structure of its graph. \`npm run sites -- FILE.onnx\` lists what it finds in
a file. The table below comes from tiny models that are built and run, one for each way in which exporters and optimisers
write attention: one self- and one cross-attention layer, or a whole UNet in the last rows. _Map error_ is the largest absolute
difference between our map (mean over heads, from the Q and K that come out of the tapped model) and the probabilities named
in the last column. The cross map uses the K that the appended nodes make for the class prompt, here the prompt itself.

${BEGIN}
${END}
`;

const HEADER = [
  'Export style',
  'Found',
  'Heads × dim',
  'Scale',
  'Q and K',
  'Class K by',
  'Map error, self',
  'cross',
  'Compared with',
];

function row({ style, self, cross, untapped, heads, scale, source, classKey, selfError, crossError, comparedWith }) {
  const found = `${self} self, ${cross} cross${untapped > 0 ? `, ${untapped} not tapped` : ''}`;
  const errors = [selfError, crossError].map((error) => error.toExponential(1));
  return [style, found, heads, String(Number(scale.toPrecision(6))), source, classKey, ...errors, comparedWith];
}

/** Errors and the widths that they give their columns differ from machine to machine. */
const withoutErrors = (text) =>
  text
    .replace(/\d\.\de-\d+/g, 'error')
    .replace(/ +/g, ' ')
    .replace(/-+/g, '-');

const measured = await withTypeScript(['/scripts/measure-export-styles.ts'], (module) => module.measureExportStyles());
const table = alignTable([HEADER, ...measured.map(row)]);
const current = existsSync(FILE) ? readFileSync(FILE, 'utf8') : INTRODUCTION;
const [start, end] = [current.indexOf(BEGIN), current.indexOf(END)];
if (start < 0 || end < start) throw new Error(`docs/models.md lacks the lines "${BEGIN}" and "${END}".`);
const wanted = `${current.slice(0, start)}${BEGIN}\n\n${table}\n\n${current.slice(end)}`;

const wrong = measured.filter(
  ({ selfError, crossError, tolerance }) => !(Math.max(selfError, crossError) <= tolerance),
);
for (const { style, selfError, crossError, tolerance } of wrong) {
  console.error(`${style}: map errors ${selfError} and ${crossError}, expected at most ${tolerance}.`);
  process.exitCode = 1;
}
if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
else if (withoutErrors(current) !== withoutErrors(wanted)) {
  console.error('docs/models.md does not match what is found: run node scripts/site-table.mjs.');
  process.exitCode = 1;
}
