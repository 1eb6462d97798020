import { expect, it, vi } from 'vitest';
import { createThumbnails } from './thumbnails.ts';

const picture = { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
const bitmap = (close = () => {}) => ({ close }) as ImageBitmap;

it('reads a few at a time, the ones asked for last first', async () => {
  const read: string[] = [];
  let underWay = 0;
  let most = 0;
  const thumbnails = createThumbnails(
    async (id) => {
      read.push(id);
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      return picture;
    },
    async () => bitmap(),
    () => {},
    () => {},
  );
  for (let i = 0; i < 10; i++) thumbnails.get(`p${i}`);
  await vi.waitFor(() => expect(read).toHaveLength(10));
  expect(most).toBe(3);
  expect(read.slice(0, 4)).toEqual(['p0', 'p1', 'p2', 'p9']);
});

it('forgets the least recently used when there are too many', async () => {
  const readPicture = vi.fn(async (_id: string) => picture);
  const thumbnails = createThumbnails(
    readPicture,
    async () => bitmap(),
    () => {},
    () => {},
  );
  const load = async (id: string) => vi.waitFor(() => expect(thumbnails.get(id)).not.toBeNull());
  for (let i = 0; i < 256; i++) thumbnails.get(`p${i}`);
  await load('p255');
  await load('p0');
  thumbnails.get('p0');
  await load('new');
  readPicture.mockClear();
  expect(thumbnails.get('p0')).not.toBeNull();
  for (let i = 1; i < 256; i++) thumbnails.get(`p${i}`);
  await vi.waitFor(() => expect(readPicture).toHaveBeenCalled());
  expect(readPicture.mock.calls.length).toBeGreaterThan(0);
  expect(readPicture.mock.calls.flat()).not.toContain('p0');
});

it('gives back the memory of those that it forgets, and of no other', async () => {
  const made: ImageBitmap[] = [];
  const closed: ImageBitmap[] = [];
  const thumbnails = createThumbnails(
    async () => picture,
    async () => {
      const one = bitmap(() => closed.push(one));
      made.push(one);
      return one;
    },
    () => {},
    () => {},
  );
  for (let i = 0; i < 256; i++) thumbnails.get(`p${i}`);
  await vi.waitFor(() => expect(made).toHaveLength(256));
  expect(closed).toEqual([]);
  thumbnails.get('new');
  await vi.waitFor(() => expect(closed).toHaveLength(1));
  expect(closed[0]).toBe(made[0]);
});

it('asks again for one that failed only when it is told to', async () => {
  const readPicture = vi.fn(async (_id: string) => picture);
  readPicture.mockRejectedValueOnce(new Error('unreadable'));
  const onFailed = vi.fn();
  const thumbnails = createThumbnails(
    readPicture,
    async () => bitmap(),
    () => {},
    onFailed,
  );
  thumbnails.get('a');
  await vi.waitFor(() => expect(onFailed).toHaveBeenCalledOnce());
  expect(thumbnails.get('a')).toBeNull();
  thumbnails.retry('b');
  expect(readPicture).toHaveBeenCalledOnce();
  thumbnails.retry('a');
  await vi.waitFor(() => expect(thumbnails.get('a')).not.toBeNull());
  expect(readPicture).toHaveBeenCalledTimes(2);
});

it('reads no thumbnails that were scrolled past', async () => {
  const read: string[] = [];
  const thumbnails = createThumbnails(
    async (id) => {
      read.push(id);
      return picture;
    },
    async () => bitmap(),
    () => {},
    () => {},
  );
  for (let i = 0; i < 1000; i++) thumbnails.get(`p${i}`);
  await vi.waitFor(() => expect(thumbnails.get('p744')).not.toBeNull());
  await vi.waitFor(() => expect(read).toHaveLength(259));
  expect(read).not.toContain('p500');
  thumbnails.get('p500');
  await vi.waitFor(() => expect(read).toContain('p500'));
});
