import * as v from 'valibot';
import type { FailureCode } from '../../core/errors.ts';
import { count, generationSchema, tuningSchema } from '../settings/preferences-schema.ts';

const byte = v.pipe(count, v.maxValue(255));

const classSchema = v.looseObject({
  id: v.pipe(count, v.minValue(1), v.maxValue(254)),
  name: v.string(),
  promptName: v.string(),
  synonyms: v.array(v.string()),
  color: v.tuple([byte, byte, byte]),
});

const failureSchema = v.object({
  // Only ever shown: a code that this version does not know is no harm.
  code: v.custom<FailureCode>((code) => typeof code === 'string'),
  message: v.string(),
  details: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number(), v.array(v.string())]))),
});

/** `QueueItem` as it is stored. */
export const queueItemSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  order: v.pipe(v.number(), v.finite()),
  settings: generationSchema,
  classes: v.array(classSchema),
  tuning: tuningSchema,
  model: v.nullable(v.object({ id: v.string(), name: v.string(), sha256: v.string() })),
  repetition: count,
  fileName: v.exactOptional(v.string()),
  failure: v.nullable(failureSchema),
});
