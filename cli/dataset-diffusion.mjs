#!/usr/bin/env node
/** `npx dataset-diffusion …`: the command line (docs/cli.md). Its TypeScript is bundled at the first run. */
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundledCli } from './bundle.mjs';

const rootFolder = dirname(dirname(fileURLToPath(import.meta.url)));
process.setSourceMapsEnabled(true);
const { runFromShell } = await import(pathToFileURL(await bundledCli(rootFolder)).href);
await runFromShell(rootFolder);
