import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import type { DatasetFile } from '../types.ts';
import { zipFiles } from '../zip.ts';

/** A reader of e2e/readers, and the Python that has what it needs. */
export interface ForeignReader {
  readonly python: string | null;
  /** For a test's name: why it is skipped, or nothing. */
  readonly unless: string;
  /** Zips the files, unpacks them, and gives what the reader prints about the folder. */
  read(files: readonly DatasetFile[], ...more: string[]): Promise<unknown>;
  /** The same of what was in a ZIP, by path. */
  readUnpacked(members: Readonly<Record<string, Uint8Array>>, ...more: string[]): unknown;
}

/** @param modules what the script imports */
export function foreignReader(script: string, ...modules: string[]): ForeignReader {
  const python = findPythonWith(modules);
  function readUnpacked(members: Readonly<Record<string, Uint8Array>>, ...more: string[]): unknown {
    if (!python) throw new Error('There is no Python to read with.');
    const folder = mkdtempSync(join(tmpdir(), 'dataset-'));
    try {
      for (const [path, bytes] of Object.entries(members)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      const path = new URL(`../../../../e2e/readers/${script}`, import.meta.url).pathname;
      const run = spawnSync(python, [path, folder, ...more], { encoding: 'utf8', maxBuffer: 1 << 28 });
      if (run.status !== 0) throw new Error(run.stderr);
      return JSON.parse(run.stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return {
    python,
    unless: python ? '' : ` (skipped: no python3 here has ${modules.join(' and ')})`,
    readUnpacked,
    async read(files, ...more) {
      const zip = new Uint8Array(await new Response(zipFiles(files, 4)).arrayBuffer());
      return readUnpacked(unzipSync(zip), ...more);
    },
  };
}
