import * as v from 'valibot';
import { StudioError } from '../../src/core/errors.ts';
import { tuningSchema } from '../../src/storage/settings/preferences-schema.ts';

const SCHEMA = 'dataset-diffusion-studio/run';
const VERSION = 1;
const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What makes a run this one: the same for all its shards, and each time that it goes on. */
export const runFactsSchema = v.object({
  schema: v.literal(SCHEMA),
  version: v.literal(VERSION),
  studioVersion: v.string(),
  model: v.object({ id: v.string(), unetSha256: v.string(), filesSha256: v.nullable(v.string()) }),
  labelSet: v.object({
    id: v.string(),
    name: v.string(),
    classes: v.array(
      v.looseObject({
        id: count,
        name: v.string(),
        promptName: v.string(),
        synonyms: v.array(v.string()),
        color: v.tuple([byte, byte, byte]),
        cocoCategoryId: v.exactOptional(count),
      }),
    ),
  }),
  /** Settings that all items share. */
  settings: v.record(v.string(), v.unknown()),
  tuning: tuningSchema,
  /** All items of the list, whichever shard makes them: how many, and SHA-256 of their identities, sorted, a line each. */
  list: v.object({ items: count, sha256: v.string() }),
  /** What of it this folder is for, and how many items that are; null: all. */
  shard: v.nullable(v.object({ index: count, count, items: count })),
});

export type RunFacts = v.InferOutput<typeof runFactsSchema>;

/** Facts with the marks of their file. */
export function runFacts(facts: Omit<RunFacts, 'schema' | 'version'>): RunFacts {
  return { schema: SCHEMA, version: VERSION, ...facts };
}

/** @throws StudioError `record-corrupt` naming the file */
export function readRunFacts(text: string, path: string): RunFacts {
  const damaged = (found: string, cause?: unknown) => {
    const message = `Expected the facts of a run in ${path}, as this version of the studio writes them; ${found}. Begin anew in another folder.`;
    return new StudioError({ code: 'record-corrupt', message }, { cause });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(`found no JSON (${(cause as Error).message})`, cause);
  }
  const parsed = v.safeParse(runFactsSchema, json);
  if (!parsed.success) throw damaged(`found another content (${v.summarize(parsed.issues).split('\n')[0]})`);
  return parsed.output;
}

/** What two runs differ in, a sentence each; empty: they are the same run. Shards of one run are. */
export function differences(begun: RunFacts, now: RunFacts): string[] {
  const all: string[] = [];
  const tell = (what: string, was: unknown, is: unknown) => {
    const [before, after] = [was, is].map((value) => JSON.stringify(value));
    if (before !== after) all.push(`${what} was ${before} and is ${after}`);
  };
  tell('The version of the studio', begun.studioVersion, now.studioVersion);
  tell('The model', begun.model.id, now.model.id);
  const hashes = ({ unetSha256, filesSha256 }: RunFacts['model']) => (filesSha256 ?? unetSha256).slice(0, 16);
  if (begun.model.id === now.model.id)
    tell(`The content of the model ${now.model.id}`, hashes(begun.model), hashes(now.model));
  tell('The label set', begun.labelSet.id, now.labelSet.id);
  for (const part of ['settings', 'tuning'] as const) {
    const [was, is]: Record<string, unknown>[] = [begun[part], now[part]];
    const names = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})]);
    for (const name of [...names].sort()) tell(`“${name}” of the ${part}`, was?.[name], is?.[name]);
  }
  if (all.length > 0) return all;
  // Another model or setting makes other items; only where all that is the same is it the list itself.
  if (begun.list.items !== now.list.items)
    tell('The number of different items in the list', begun.list.items, now.list.items);
  else if (begun.list.sha256 !== now.list.sha256) all.push('The list has other prompts, classes, file names or seeds');
  return all;
}

/** @throws StudioError `run-changed` naming all that differs */
export function requireSameRun(begun: RunFacts, now: RunFacts, folder: string): void {
  const changes = differences(begun, now);
  const shard = ({ shard }: RunFacts) => (shard ? `shard ${shard.index}/${shard.count}` : 'the whole run');
  if (shard(begun) !== shard(now)) changes.push(`The folder was ${shard(begun)} and shall be ${shard(now)}`);
  if (changes.length === 0) return;
  const message = `Expected to go on with the run that was begun in ${folder}; it is another one: ${changes.join('; ')}. Put that back as it was, or begin this run in another folder. Nothing was changed there.`;
  throw new StudioError({ code: 'run-changed', message, details: { changes } });
}
