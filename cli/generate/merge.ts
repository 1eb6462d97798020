import type { Failure } from '../../src/core/errors.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { type AskedFormat, readFormatChoice } from '../inputs/format-choice.ts';
import { differences, type RunFacts } from '../work/run-facts.ts';
import { readWorkFolder, type WorkFolder } from '../work/work-folder.ts';
import { identityFacts } from './planned-items.ts';
import { findWorkFolder, requireFree } from './run-paths.ts';
import { tellSet } from './tell-set.ts';
import { workSource } from './work-source.ts';
import { writeSet } from './write-set.ts';

/** Options of `merge`, as they are written. */
export interface MergeOptions extends AskedFormat {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly allowMissing?: boolean;
}

interface Part extends WorkFolder {
  readonly facts: RunFacts;
}

/**
 * Makes one dataset of the shards of a run: byte by byte that of the run without shards, whatever finished first.
 * @returns the exit code
 * @throws StudioError `run-changed` for folders of different runs, `file-missing` while pairs are missing
 */
export async function merge(
  folders: readonly string[],
  options: MergeOptions,
  { report }: CommandContext,
): Promise<number> {
  const { out } = options;
  await requireFree(out, options.overwrite === true);
  const choice = readFormatChoice(options);
  const parts: Part[] = [];
  for (const folder of folders) parts.push(await readWorkFolder(await findWorkFolder(folder)));
  const [first] = parts;
  if (!first)
    throw new StudioError({ code: 'arguments-invalid', message: 'Expected at least one folder to merge; found none.' });
  for (const part of parts) requireOneRun(first, part);

  const { source, identities, repeated } = await workSource(parts, first.facts.labelSet as unknown as LabelSet);
  if (repeated > 0)
    report.note('repeated', `${repeated} pairs were made more than once and are taken once.`, { repeated });
  const failed = await failuresOf(parts, new Set(identities));
  const { list } = first.facts;
  const missing = list.items - identities.length - failed.size;
  if (missing > 0 && !options.allowMissing) throw await incomplete(parts, missing, list.items);
  const isWhole = identities.length === list.items && identityFacts(identities).sha256 === list.sha256;
  if (identities.length >= list.items && !isWhole) throw foreign(identities.length, list.items);
  if (identities.length === 0) {
    throw new StudioError({
      code: 'export-empty',
      message: `Expected finished pairs in ${folders.join(', ')}; found none.`,
    });
  }
  const written = await writeSet(source, { out, choice });
  tellSet(report, { out, choice, pairs: identities.length, failed: list.items - identities.length, ...written });
  return isWhole ? EXIT.done : EXIT.unsound;
}

function requireOneRun(first: Part, part: Part): void {
  const changes = differences(first.facts, part.facts);
  if (changes.length === 0) return;
  const message = `Expected shards of one run; ${part.path} is of another one than ${first.path}: ${changes.join('; ')}. Merge the shards of one run.`;
  throw new StudioError({ code: 'run-changed', message, details: { changes } });
}

/** Items that could not be made, and were not by another shard either. */
async function failuresOf(parts: readonly Part[], made: ReadonlySet<string>): Promise<Map<string, Failure>> {
  const all = new Map<string, Failure>();
  for (const part of parts) for (const [identity, failure] of await part.failures()) all.set(identity, failure);
  for (const identity of made) all.delete(identity);
  return all;
}

async function incomplete(parts: readonly Part[], missing: number, items: number): Promise<StudioError> {
  const said: string[] = [];
  for (const { path, facts, finished } of parts) {
    const expected = facts.shard?.items ?? facts.list.items;
    const { size } = await finished();
    if (size < expected) said.push(`${path} has ${size} of its ${expected}`);
  }
  const shards = parts.flatMap(({ facts }) => facts.shard ?? []);
  const count = shards[0]?.count ?? 0;
  const isThere = new Set(shards.filter((shard) => shard.count === count).map(({ index }) => index));
  const absent = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !isThere.has(index));
  if (absent.length > 0)
    said.push(`shards that are not given: ${absent.map((index) => `${index}/${count}`).join(', ')}`);
  const message = `Expected all ${items} pairs of the run; ${missing} are missing (${said.join('; ')}). Finish them with --resume and name all folders, or add --allow-missing.`;
  return new StudioError({ code: 'file-missing', message });
}

function foreign(found: number, items: number): StudioError {
  const message = `Expected the ${items} pairs of the run; found ${found}, some of which are none of it. A folder was changed by hand; begin that shard anew.`;
  return new StudioError({ code: 'record-corrupt', message });
}
