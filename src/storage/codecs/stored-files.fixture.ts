import { countEdits } from '../../core/edit/edit-layer.ts';
import { StudioError } from '../../core/errors.ts';
import type { PairMeta } from '../types.ts';
import { decodeEditLayer } from './edit-layer-codec.ts';
import { decodePicture } from './picture-codec.ts';
import { decodeRecord } from './record-codec.ts';

/** A file's bytes by its name in the folder of pairs; null where there is none. */
export type ReadStored = (name: string) => Promise<Uint8Array<ArrayBuffer> | null>;

/** For tests: what a pair's row promises and its files do not keep, each in words; none where the pair is whole. */
export async function faultsOfPair(meta: PairMeta, read: ReadStored): Promise<string[]> {
  const { id, width, height, edits } = meta;
  const faults: string[] = [];
  async function check(name: string, problem: (bytes: Uint8Array<ArrayBuffer>) => Promise<string | null>) {
    const bytes = await read(name);
    const found = bytes ? await problem(bytes).catch(messageOf) : 'missing';
    if (found) faults.push(`${name}: ${found}`);
  }
  await check(`${id}.picture`, async (bytes) => {
    const picture = decodePicture(bytes);
    return picture.width === width && picture.height === height ? null : 'another size than its row says';
  });
  await check(`${id}.record`, async (bytes) => {
    const { stacks } = await decodeRecord(bytes);
    return stacks.length > 0 ? null : 'no stack';
  });
  if (edits) {
    await check(`${id}.${edits.revision}.edits`, async (bytes) => {
      const painted = countEdits(await decodeEditLayer(bytes));
      return painted === edits.pixels ? null : `${painted} pixels, ${edits.pixels} by its row`;
    });
  }
  return faults;
}

function messageOf(error: unknown): string {
  if (error instanceof StudioError) return error.message;
  throw error;
}
