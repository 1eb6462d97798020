import * as v from 'valibot';
import type { EditLayer } from '../../core/edit/types.ts';
import { deflate, inflate } from './deflate.ts';
import { decodeFrame, encodeFrame, wrongContent } from './frame.ts';

const EDITS = {
  what: 'painting over this mask',
  version: 1,
  wayOut: 'The computed mask is not affected: drop the edits, or paint anew.',
} as const;
const MAX_EDIT = 256;
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32_768));
const headerSchema = v.object({ width: side, height: side });

/** A layer as bytes: its size, then its values, deflated. Long runs make it some hundred bytes. */
export async function encodeEditLayer({ width, height, values }: EditLayer): Promise<Uint8Array<ArrayBuffer>> {
  if (values.length !== width * height) {
    throw new Error(`A layer of ${width}×${height} has ${width * height} values, this one has ${values.length}.`);
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return encodeFrame(EDITS, { width, height }, [await deflate(bytes)]);
}

/** @throws StudioError `record-corrupt` */
export async function decodeEditLayer(bytes: Uint8Array): Promise<EditLayer> {
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
  return { width, height, values };
}
