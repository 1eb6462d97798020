/** A thread of `generate` that makes pictures beside others (makers/open-makers.ts). */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { bundledCli } from './bundle.mjs';

const folder = dirname(await bundledCli(workerData.rootFolder));
const { serveMaker } = await import(pathToFileURL(join(folder, 'maker.mjs')).href);
serveMaker(parentPort, workerData);
