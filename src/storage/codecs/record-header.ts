import * as v from 'valibot';
import { type AttentionEdges, type AttentionRecord, MAX_TAU, SOFTMAX_SCOPES } from '../../core/attention/types.ts';
import { type MapSide, tokensOf } from '../../core/grid-size.ts';
import { type Frame, wrongContent } from './frame.ts';
import { mapSideSchema } from './map-side-schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Far beyond any model's: attention over N tokens takes N² values. What a wrong number asks for must fit into memory. */
const MAX_TOKENS = 1024 ** 2;

const headerSchema = v.object({
  version: v.literal(1),
  classIds: v.array(count),
  positions: count,
  windowBins: count,
  // W×H where it is no square: a studio from before there were such pictures refuses the record instead of misreading it.
  crossSides: v.array(mapSideSchema),
  columns: v.array(
    v.object({
      classIndex: count,
      crossSide: mapSideSchema,
      bin: count,
      softmax: v.picklist(SOFTMAX_SCOPES),
      weight: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  stacks: v.array(
    v.object({
      selfSide: v.pipe(
        mapSideSchema,
        v.check((side) => tokensOf(side) <= MAX_TOKENS),
      ),
    }),
  ),
  /** Missing in files that were written before edges were kept. */
  edges: v.exactOptional(
    v.pipe(
      v.object({
        width: v.pipe(count, v.maxValue(MAX_TOKENS)),
        height: v.pipe(count, v.maxValue(MAX_TOKENS)),
        values: v.array(v.pipe(v.number(), v.minValue(0))),
      }),
      v.check(({ width, height, values }) => values.length === width * height, 'as many values as places'),
      v.transform(({ values, ...size }): AttentionEdges => ({ ...size, values: Float32Array.from(values) })),
    ),
  ),
});

/** A record without the values of its power stacks, as it is stored. */
type StoredHeader = v.InferInput<typeof headerSchema>;
export type RecordHeader = v.InferOutput<typeof headerSchema>;

/** This many decimals tell any fp32 number from its neighbours. */
const FP32_DIGITS = 9;

/** @throws Error if a stack's length does not fit its side and the columns */
export function recordHeader(record: AttentionRecord): StoredHeader {
  const { stacks, columns, edges, ...rest } = record;
  for (const { selfSide, data } of stacks) {
    const expected = stackLength(selfSide, columns.length);
    if (data.length === expected) continue;
    throw new Error(`The stack of side ${selfSide} must have ${expected} values, it has ${data.length}.`);
  }
  return {
    ...rest,
    classIds: [...rest.classIds],
    crossSides: [...rest.crossSides],
    columns: [...columns],
    stacks: stacks.map(({ selfSide }) => ({ selfSide })),
    ...(edges && {
      edges: { ...edges, values: Array.from(edges.values, (value) => Number(value.toPrecision(FP32_DIGITS))) },
    }),
  };
}

/** The header that a frame holds. @throws StudioError `record-corrupt`, naming a field that is wrong */
export function readRecordHeader(frame: Frame, header: unknown): RecordHeader {
  const parsed = v.safeParse(headerSchema, header);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw wrongContent(
    frame,
    `${v.getDotPath(issue) ?? 'header'} to be ${issue.expected ?? issue.message}`,
    issue.received,
  );
}

/** Values of one power stack `[MAX_TAU + 1, N, columns]`. */
export function stackLength(selfSide: MapSide, columns: number): number {
  return (MAX_TAU + 1) * tokensOf(selfSide) * columns;
}
