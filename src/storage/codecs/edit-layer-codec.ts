import * as v from 'valibot';
import type { EditLayer, EditStep } from '../../core/edit/types.ts';
import { deflate, inflate } from './deflate.ts';
import { decodeFrame, encodeFrame, wrongContent } from './frame.ts';

const EDITS = {
  what: 'painting over this mask',
  version: 1,
  wayOut: 'The computed mask is not affected: drop the edits, or paint anew.',
} as const;
const MAX_EDIT = 256;
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32_768));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const edit = v.pipe(count, v.maxValue(MAX_EDIT));
const headerSchema = v.object({ width: side, height: side });
/** Start, length, before and after of each run of each step. */
const stepsSchema = v.object({ steps: v.array(v.array(v.tuple([count, count, edit, edit]))) });

export interface DecodedEdits {
  readonly layer: EditLayer;
  readonly steps: readonly EditStep[];
}

/**
 * A layer as bytes: its size, then its values, deflated. Long runs make it some hundred bytes.
 * @param steps the newest that led to it, oldest first; readers that do not know them leave them out
 */
export async function encodeEditLayer(
  { width, height, values }: EditLayer,
  steps: readonly EditStep[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  if (values.length !== width * height) {
    throw new Error(`A layer of ${width}×${height} has ${width * height} values, this one has ${values.length}.`);
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const runs = steps.map((step) => step.map(({ start, length, before, after }) => [start, length, before, after]));
  return encodeFrame(EDITS, { width, height, ...(steps.length > 0 && { steps: runs }) }, [await deflate(bytes)]);
}

/** @throws StudioError `record-corrupt` */
export async function decodeEdits(bytes: Uint8Array): Promise<DecodedEdits> {
  const { header, payload } = decodeFrame(EDITS, bytes);
  const parsed = v.safeParse(headerSchema, header);
  if (!parsed.success) throw wrongContent(EDITS, 'a width and a height', JSON.stringify(header));
  const { width, height } = parsed.output;
  const expectedBytes = 2 * width * height;
  const unpacked = await inflate(payload.slice(), expectedBytes).catch(() => {
    throw wrongContent(EDITS, 'a deflate stream', 'something else');
  });
  if (unpacked.length !== expectedBytes) {
    throw wrongContent(EDITS, `${expectedBytes} bytes of values`, `${unpacked.length}`);
  }
  const values = new Uint16Array(unpacked.slice().buffer);
  if (values.some((value) => value > MAX_EDIT)) throw wrongContent(EDITS, `values up to ${MAX_EDIT}`, 'a higher one');
  return { layer: { width, height, values }, steps: readSteps(header, values.length) };
}

/** @throws StudioError `record-corrupt` */
export async function decodeEditLayer(bytes: Uint8Array): Promise<EditLayer> {
  return (await decodeEdits(bytes)).layer;
}

/** None where there are none, or where they fit no layer of this size: what was painted is there without them. */
function readSteps(header: unknown, pixels: number): EditStep[] {
  const parsed = v.safeParse(stepsSchema, header);
  if (!parsed.success) return [];
  const { steps } = parsed.output;
  if (steps.flat().some(([start, length]) => start + length > pixels)) return [];
  return steps.map((step) => step.map(([start, length, before, after]) => ({ start, length, before, after })));
}
