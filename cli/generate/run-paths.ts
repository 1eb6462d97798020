import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';
import { errnoOf, onDisk } from '../work/disk.ts';
import { isZip } from './write-set.ts';

const WORK = '.work';

/** Where a run keeps what it has made until its dataset is whole: `DIR/.work`, or `set.zip.work` beside `set.zip`. */
export function workPathOf(out: string): string {
  return isZip(out) ? `${out}${WORK}` : join(out, WORK);
}

/** A work folder by what a person names: what was given as `--out`, or the work folder itself. */
export async function findWorkFolder(named: string): Promise<string> {
  const inside = workPathOf(named);
  return (await isThere(join(inside, 'run.json'))) ? inside : named;
}

/**
 * Nothing that lies at `out` may be written over, unless that was asked for.
 * @throws StudioError `arguments-invalid`
 */
export async function requireFree(out: string, overwrite: boolean): Promise<void> {
  if (overwrite) return;
  const found = await whatLiesAt(out);
  if (!found) return;
  const message = `Expected nothing at ${out} that would be written over; ${found}. Name another place, or add --overwrite.`;
  throw new StudioError({ code: 'arguments-invalid', message, details: { path: out } });
}

async function whatLiesAt(out: string): Promise<string | null> {
  return onDisk(out, async () => {
    if (isZip(out)) return (await isThere(out)) ? 'there is a file' : null;
    try {
      const names = (await readdir(out)).filter((name) => name !== WORK);
      return names.length > 0 ? `there is a folder with ${names.slice(0, 3).join(', ')} in it` : null;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  });
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
