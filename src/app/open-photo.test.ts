import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPhoto } from './open-photo.ts';

const open = new Set<object>();
/** Of the next calls of `createImageBitmap`, in order; none: it works. */
let failures: (Error | null)[] = [];

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => {
    const failure = failures.shift();
    if (failure) throw failure;
    const bitmap = { width: 4, height: 3, close: () => open.delete(bitmap) };
    open.add(bitmap);
    return bitmap;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  open.clear();
  failures = [];
});

const file = () => new File(['x'], 'cat.png', { type: 'image/png' });

it('gives an address until it is closed', async () => {
  const revoke = vi.spyOn(URL, 'revokeObjectURL');
  const photo = await openPhoto(file());
  expect(photo).toMatchObject({ width: 4, height: 3, upload: { fileName: 'cat.png' } });
  expect(open.size).toBe(0);
  photo.close();
  expect(revoke).toHaveBeenCalledExactlyOnceWith(photo.address);
});

it('takes no address for a file that cannot be read to its end, and says so', async () => {
  const create = vi.spyOn(URL, 'createObjectURL');
  const changed = file();
  changed.arrayBuffer = () => Promise.reject(new DOMException('it has changed', 'NotReadableError'));
  await expect(openPhoto(changed)).rejects.toMatchObject({ code: 'picture-unreadable' });
  expect(create).not.toHaveBeenCalled();
});

it('closes the bitmap of a crop that cannot be made', async () => {
  const photo = await openPhoto(file());
  failures = [null, new RangeError('too large')];
  await expect(photo.readScaled({ width: 128, height: 128 })).rejects.toThrow('too large');
  expect(open.size).toBe(0);
  photo.close();
});
