import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pairText } from '../../core/dataset/embedded/pair-text.ts';
import { entryOf } from '../../core/dataset/small-dataset.fixture.ts';
import { StudioError } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { PhotoPixels } from '../dependencies.ts';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { failure, photoFile, picture, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const jpeg = new File(['x'], 'street.jpg', { type: 'image/jpeg' });

async function withPhoto() {
  const started = await startStudio();
  const photo = photoFile('street.jpg');
  started.openPhoto.mockResolvedValueOnce(photo);
  started.actions.addClass(8);
  started.actions.openPhoto([jpeg]);
  await settle();
  return { ...started, photo };
}

it('shows a photo before anything is made of it, and forgets it on demand', async () => {
  const { actions, state, photo, engine } = await withPhoto();
  const shown = { fileName: 'street.jpg', width: 4000, height: 3000, address: 'blob:street.jpg', madeWith: null };
  expect(state().photo).toEqual(shown);
  actions.closePhoto();
  expect(state().photo).toBeNull();
  expect(photo.close).toHaveBeenCalledOnce();
  actions.maskPhoto();
  expect([engine.captures, state().jobs]).toEqual([[], []]);
});

it('sends the whole photo, about as large as the model’s pictures, and keeps the pair with the timesteps that made it', async () => {
  const { actions, state, engine, studio } = await withPhoto();
  actions.maskPhoto();
  await settle();
  expect(state()).toMatchObject({ photo: null, jobs: [{ upload: { fileName: 'street.jpg' } }] });
  expect(engine.captures).toMatchObject([
    {
      picture: { width: 128, height: 96 },
      upload: { fileName: 'street.jpg', sha256: null },
      settings: { renoiseTimesteps: [350, 250, 150], classIds: [8] },
    },
  ]);
  expect(studio.pixels.picture()).toMatchObject({ width: 128 });
  await engine.finish(7);
  expect(state().pairs).toMatchObject([{ settings: { renoiseTimesteps: [350, 250, 150] } }]);
});

it('says nothing of quickness, since nothing is drawn', async () => {
  const { actions, state, engine, pairStore } = await withPhoto();
  actions.setQuick(true);
  actions.maskPhoto();
  await settle();
  await engine.finish(7);
  await settle(1000);
  const [asked] = engine.captures;
  const [pair] = state().pairs;
  for (const settings of [asked?.settings, pair?.settings, pairStore.metas.get(pair?.id ?? '')?.settings]) {
    expect(settings).toMatchObject({ classIds: [8], renoiseTimesteps: [350, 250, 150] });
    expect(settings).not.toHaveProperty('quick');
  }
  expect(state().draft.quick).toBe(true);
});

it('waits in the queue, and is taken out of it', async () => {
  const { actions, state, engine } = await withPhoto();
  actions.setCaption('a cat');
  actions.generate();
  actions.maskPhoto();
  expect(state().jobs.map((job) => [job.state, job.upload?.fileName])).toEqual([
    ['encoding', undefined],
    ['queued', 'street.jpg'],
  ]);
  actions.stop(state().jobs[1]!.id);
  await engine.finish();
  expect(engine.captures).toEqual([]);
});

it('is not sent to the engine where it was stopped while its file was read', async () => {
  const { actions, state, engine, photo, messages } = await withPhoto();
  let read = (_: PhotoPixels) => {};
  vi.mocked(photo.readScaled).mockReturnValueOnce(new Promise((resolve) => (read = resolve)));
  actions.maskPhoto();
  actions.stop();
  await settle();
  read({ ...picture(7), isDisturbed: true });
  await settle();
  expect(engine.captures).toEqual([]);
  expect([state().jobs, messages()]).toEqual([[], []]);
});

it('gives way to the next job where its file is never read to the end, and can be tried again', async () => {
  const { actions, state, engine, photo, messages } = await withPhoto();
  vi.mocked(photo.readScaled).mockReturnValueOnce(new Promise(() => {}));
  actions.maskPhoto();
  actions.setCaption('a cat');
  actions.addClass(8);
  actions.generate();
  await settle(60_000);
  expect(messages()).toEqual([expect.stringMatching(/street\.jpg .* 60 seconds/)]);
  expect(engine.requests).toMatchObject([{ settings: { caption: 'a cat' } }]);
  await engine.finish();
  actions.runNoticeAction(state().notices[0]!.id);
  await settle();
  expect(engine.captures.map(({ upload }) => upload.fileName)).toEqual(['street.jpg']);
});

it('is made all the same where the browser disturbs what pages read, and that is said', async () => {
  const { actions, engine, photo, messages } = await withPhoto();
  vi.mocked(photo.readScaled).mockResolvedValueOnce({ ...picture(7), isDisturbed: true });
  actions.maskPhoto();
  await settle();
  expect(engine.captures.map((request) => Object.keys(request.picture))).toEqual([['width', 'height', 'rgba']]);
  expect(messages()).toEqual([expect.stringContaining('the pixels of street.jpg are a little off')]);
});

it('is tried again with the same photo after a crash', async () => {
  const { actions, state, engine } = await withPhoto();
  actions.maskPhoto();
  await settle();
  await engine.crash();
  actions.runNoticeAction(state().notices.at(-1)!.id);
  await settle();
  expect(engine.captures.map(({ upload }) => upload.fileName)).toEqual(['street.jpg', 'street.jpg']);
});

it('refuses photos where the model has no encoder for them', async () => {
  const engine = new FakeEngine();
  engine.startResult = { ok: true, value: engineInfo({ hasPictureEncoder: false }) };
  const { actions, state, messages } = await startStudio({ engine });
  actions.openPhoto([jpeg]);
  await settle();
  expect(state().photo).toBeNull();
  expect(messages()).toEqual([expect.stringContaining('no picture encoder')]);
});

it('says why a file is no picture, and opens one of several', async () => {
  const { actions, state, openPhoto, messages } = await startStudio();
  openPhoto.mockRejectedValueOnce(new StudioError(failure('picture-unreadable', 'notes.txt is no picture.')));
  actions.openPhoto([new File(['x'], 'notes.txt')]);
  await settle();
  expect([state().photo, messages()]).toEqual([null, ['notes.txt is no picture.']]);
  actions.openPhoto([jpeg, jpeg]);
  await settle();
  expect(state().photo?.fileName).toBe('street.jpg');
  expect(messages().at(-1)).toContain('One picture at a time');
});

it('offers the settings that an export put into a file, and puts them into the prompt column', async () => {
  const started = await startStudio();
  const { actions, state, openPhoto, messages } = started;
  const settings = { ...state().draft, caption: 'a dog', seed: 77, classIds: [12] };
  const text = pairText({ ...entryOf('a', 2, 2), settings }, VOC_20);
  openPhoto.mockResolvedValueOnce({ ...photoFile('dog.jpg'), pairText: text });
  actions.openPhoto([jpeg]);
  await settle();
  expect(state().photo?.madeWith).toEqual({ settings, lostClasses: [] });
  actions.setCaption('something else');
  actions.restorePhoto();
  expect([state().photo, state().draft]).toEqual([null, settings]);
  expect(messages().at(-1)).toContain('Prompt, seed and settings are those of dog.jpg.');
});

it('opens a file with damaged settings as any other, and says so', async () => {
  const { actions, state, openPhoto, messages } = await startStudio();
  openPhoto.mockResolvedValueOnce({ ...photoFile('dog.jpg'), pairText: '{' });
  actions.openPhoto([jpeg]);
  await settle();
  expect(state().photo).toMatchObject({ fileName: 'dog.jpg', madeWith: null });
  expect(messages().at(-1)).toContain('damaged');
});
