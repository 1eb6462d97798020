/**
 * `npm run example-cards`: draws the empty stage's example cards with the bundled model and the studio's settings, in Node, and
 * writes their pictures and masks to src/ui/stage/examples/cards. Run it after a change of the weights, of the settings or of
 * src/studio/settings/examples.ts; a test says when.
 *
 * Seeds are chosen by eye: `npm run example-cards -- --sheet=FILE.png [--seeds=8]` writes candidates of each example instead, a row
 * each, seeds from 1 on. Take one whose objects a person can name at once, and write it into examples.ts.
 */
import { parseArgs } from 'node:util';
import { withTypeScript } from './load-typescript.mjs';

const USAGE = 'Usage: npm run example-cards [-- --sheet=FILE.png [--seeds=N]]';

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { sheet: text, seeds: text } });
  if (values.seeds && !values.sheet) throw new Error(`Expected --sheet with --seeds. ${USAGE}`);
  const seeds = Number(values.seeds ?? 8);
  if (!Number.isInteger(seeds) || seeds < 1)
    throw new Error(`Expected --seeds 1, 2, …; found ${values.seeds}. ${USAGE}`);
  return { sheet: values.sheet, seeds };
}

try {
  const { sheet, seeds } = readOptions();
  const tell = (line) => console.log(line);
  const modules = ['/scripts/example-cards/draw-sheet.ts', '/scripts/example-cards/write-cards.ts'];
  const work = ({ drawSheet }, { writeCards }) => (sheet ? drawSheet(sheet, seeds, tell) : writeCards(tell));
  await withTypeScript(modules, work, { hasEngine: true });
} catch (error) {
  // A bug keeps its stack; what a person can mend is one sentence.
  const isExpected = 'code' in error || error.name === 'Error';
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
