import * as v from 'valibot';
import { mapSideSchema } from '../codecs/map-side-schema.ts';
import type { PairMeta } from '../types.ts';

const number = v.number();
const numbers = v.array(number);
const text = v.string();
/** Of a file's name. */
const name = v.pipe(text, v.regex(/^[\w-]+$/));
const side = v.pipe(number, v.integer(), v.minValue(1));

/** Of `Provenance`, with or without an upload. */
const madeBy = {
  modelId: text,
  modelSha256: text,
  modelFilesSha256: v.exactOptional(text),
  backend: text,
  adapter: text,
  studioVersion: text,
  createdAt: text,
  prompt: text,
  classPrompt: text,
};

/**
 * What the studio relies on in a pair's row, and no more: which values are sensible is judged where they are set, and a row of an
 * older studio, or of a newer one with other samplers, is a picture all the same.
 */
const pairRowSchema = v.looseObject({
  id: name,
  createdAt: text,
  width: side,
  height: side,
  settings: v.looseObject({
    caption: text,
    classIds: numbers,
    labelSetId: text,
    style: text,
    negativePrompt: text,
    seed: number,
    steps: number,
    guidance: number,
    sampler: text,
    width: v.exactOptional(number),
    height: v.exactOptional(number),
    clipSkip: v.exactOptional(number),
    eta: number,
    guidedTimesteps: v.exactOptional(v.tuple([number, number])),
    guidanceRescale: v.exactOptional(number),
    quick: v.exactOptional(v.literal(true)),
    renoiseTimesteps: v.exactOptional(numbers),
    selfPower: v.exactOptional(number),
    backgroundWords: v.exactOptional(text),
  }),
  tuning: v.looseObject({
    tau: number,
    alpha: number,
    beta: number,
    crossSides: v.array(mapSideSchema),
    selfSide: mapSideSchema,
    window: v.tuple([number, number]),
    softmax: text,
    presenceGate: v.boolean(),
    upsampling: v.exactOptional(text),
    objects: v.exactOptional(v.looseObject({ by: text, minShare: number, strength: number })),
  }),
  provenance: v.looseObject({
    ...madeBy,
    upload: v.exactOptional(v.looseObject({ fileName: text, sha256: v.nullable(text) })),
  }),
  fileName: v.exactOptional(text),
  review: v.picklist(['unreviewed', 'accepted', 'rejected']),
  presence: v.array(v.looseObject({ classId: number, evidence: number, present: v.boolean() })),
  pixels: v.looseObject({ background: number, void: number, classes: v.record(text, number) }),
  pictureHash: v.exactOptional(text),
  places: v.exactOptional(v.record(text, text)),
  addedClasses: v.exactOptional(
    v.array(
      v.looseObject({
        classId: number,
        revision: name,
        capture: v.looseObject({ ...madeBy, renoiseTimesteps: numbers, seed: number }),
      }),
    ),
  ),
  edits: v.exactOptional(v.nullable(v.looseObject({ revision: name, pixels: number }))),
});

/** Whether a row can be shown, tuned and exported. */
export function isPairRow(row: unknown): row is PairMeta {
  return v.is(pairRowSchema, row);
}
