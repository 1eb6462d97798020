/** Runs a command of node_modules/.bin with a browser found (or installed) for it: `node scripts/with-chromium.mjs playwright test`. */
import { chromiumEnvironment } from './find-chromium.mjs';
import { runTool } from './run-tool.mjs';

const [command, ...args] = process.argv.slice(2);
if (!command) throw new Error('Name the command to run, such as: node scripts/with-chromium.mjs vitest run');
process.exitCode = runTool(command, args, chromiumEnvironment());
