import { readFile } from 'node:fs/promises';
import { StudioError } from '../../src/core/errors.ts';
import { errnoOf } from '../work/disk.ts';

/**
 * A file that a person named.
 * @param what it should be, with its article: `a list of prompts`
 * @throws StudioError `file-missing`
 */
export async function readInput(path: string, what: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === null) throw cause;
    const why = { ENOENT: 'there is none', EISDIR: 'that is a folder', EACCES: 'it may not be read' }[code] ?? code;
    const message = `Expected ${what} at ${path}; ${why}. Correct the path.`;
    throw new StudioError({ code: 'file-missing', message, details: { path } }, { cause });
  }
}

/** The same as text in UTF-8. */
export async function readInputText(path: string, what: string): Promise<string> {
  return Buffer.from(await readInput(path, what)).toString('utf8');
}
