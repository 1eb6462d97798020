import { expect, it, vi } from 'vitest';
import { blobBytes, blobOfParts, bytesWith } from './blob-bytes.ts';

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);

it('reads a small Blob once', async () => {
  const blob = new Blob([bytes]);
  const reading = vi.spyOn(blob, 'arrayBuffer');
  const [first, second] = [await blobBytes(blob), await blobBytes(blob)];
  expect(new Uint8Array(first)).toEqual(bytes);
  expect(second).toBe(first);
  expect(reading).toHaveBeenCalledOnce();
});

it('reads again what could not be read', async () => {
  const blob = new Blob([bytes]);
  vi.spyOn(blob, 'arrayBuffer').mockRejectedValueOnce(new Error('the file was changed'));
  await expect(blobBytes(blob)).rejects.toThrow('changed');
  expect((await blobBytes(blob)).byteLength).toBe(1000);
});

it('makes a Blob of parts, whose bytes need no reading', async () => {
  const blob = blobOfParts([bytes.slice(0, 300), bytes.slice(300)]);
  const reading = vi.spyOn(blob, 'arrayBuffer');
  expect(new Uint8Array(await blobBytes(blob))).toEqual(bytes);
  expect(reading).not.toHaveBeenCalled();
  expect(new Uint8Array(await blob.slice(290, 310).arrayBuffer())).toEqual(bytes.slice(290, 310));
});

it('puts bytes behind those of a Blob, and leaves the Blob as it is', async () => {
  const blob = blobOfParts([bytes]);
  expect(await bytesWith(blob, new Uint8Array([7, 8]))).toEqual(Uint8Array.from([...bytes, 7, 8]));
  expect(await bytesWith(blob, new Uint8Array())).toEqual(bytes);
  expect((await blobBytes(blob)).byteLength).toBe(1000);
});
