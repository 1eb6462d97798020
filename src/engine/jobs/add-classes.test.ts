import { beforeAll, describe, expect, it } from 'vitest';
import { appendClasses, layoutOf, takeClasses } from '../../core/attention/append-columns.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { FIRST_WORD_ID } from '../../core/pair-classes.ts';
import type { AddClassesRequest, GeneratedPair, GenerateEvent } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { classesOf, draw, jobContext, SETTINGS, tuningFor } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { segmentRecord } from '../tuning/segment-record.cpu.ts';
import { addClasses } from './add-classes.ts';
import { capturePicture } from './capture-picture.ts';

const [CAT, CHAIR] = [8, 9];
/** The caption alone makes the picture, so it is the same whatever classes its attention is captured for. */
const CAPTION_ALONE = { style: 'caption', steps: 12, seed: 3 } as const;

let model: LoadedModel;
let cat: GeneratedPair;
beforeAll(async () => {
  model = await openBundledModel();
  cat = await draw(model, { ...CAPTION_ALONE, classIds: [CAT] });
}, 60_000);

function requestOf(
  pair: GeneratedPair,
  settings: Partial<GenerationSettings>,
  change: Partial<AddClassesRequest> = {},
): AddClassesRequest {
  const made = { ...SETTINGS, ...settings };
  return {
    jobId: 'job',
    picture: pair.picture,
    settings: made,
    prompt: pair.provenance.prompt,
    classes: classesOf(made),
    added: classesOf({ classIds: [CHAIR] }),
    layout: layoutOf(pair.record),
    ...change,
  };
}

describe('a class that is added to a finished picture', () => {
  it('finds what it would have found, had the picture been asked for it', async () => {
    const both = await draw(model, { ...CAPTION_ALONE, classIds: [CAT, CHAIR] });
    expect(both.picture).toEqual(cat.picture);
    const events: GenerateEvent[] = [];
    const request = requestOf(cat, { ...CAPTION_ALONE, classIds: [CAT] });
    const { record: chair, capture } = await addClasses(request, jobContext(model, events));
    expect(chair.classIds).toEqual([CHAIR]);
    expect(capture).toMatchObject({ classPrompt: 'cat chair', modelSha256: 's', seed: 3 });
    expect(capture.renoiseTimesteps).toHaveLength(8);
    expect(events.filter(({ kind }) => kind === 'heatmaps')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(8);

    const record = appendClasses(cat.record, chair);
    expect(takeClasses(record, [CAT])).toEqual(cat.record);
    const tuning = { ...tuningFor(model), crossSides: [16], selfSide: 32, beta: 0.5 };
    const found = segmentRecord(record, tuning, cat.picture);
    const drawn = segmentRecord(both.record, tuning, both.picture);
    const chairs = (mask: Uint8Array) => mask.map((id) => Number(id === CHAIR));
    const [a, b] = [chairs(found.mask), chairs(drawn.mask)];
    const count = (mask: Uint8Array) => mask.reduce((sum, one) => sum + one, 0);
    const overlap = count(a.map((one, i) => one & (b[i] as number)));
    expect(count(b)).toBeGreaterThan(100);
    // A mask that knew nothing of the chair would hold as much of it as of any other place.
    const byChance = (count(a) * count(b)) / a.length;
    expect(overlap).toBeGreaterThan(5 * byChance);
    expect(overlap / (count(a) + count(b) - overlap)).toBeGreaterThan(0.7);
    expect(found.presence.map(({ classId }) => classId)).toEqual([CAT, CHAIR]);
  });

  it('has the columns that a photo has for the same classes, under every scope and side', async () => {
    const renoised = { classIds: [CAT], renoiseTimesteps: [400, 250] };
    const settings = { ...SETTINGS, ...renoised, classIds: [CAT, CHAIR] };
    const upload = { fileName: 'a.png', sha256: null };
    const { picture } = cat;
    const photo = await capturePicture(
      { jobId: 'job', picture, upload, settings, classes: classesOf(settings), tuning: tuningFor(model) },
      jobContext(model),
    );
    const own = await capturePicture(
      { jobId: 'job', picture, upload, settings, classes: classesOf(renoised), tuning: tuningFor(model) },
      jobContext(model),
    );
    const { record, capture } = await addClasses(requestOf(own, renoised), jobContext(model));
    expect(record).toEqual(takeClasses(photo.record, [CHAIR]));
    expect(capture).toMatchObject({ prompt: photo.provenance.prompt, renoiseTimesteps: [400, 250] });
    expect(capture).not.toHaveProperty('upload');
  });

  it('may be any word, which is told from classes by its id', async () => {
    const settings = { classIds: [CAT], renoiseTimesteps: [300] };
    const room = { id: FIRST_WORD_ID, name: 'room', promptName: 'room', synonyms: [], color: [0, 0, 0] } as const;
    const request = requestOf(cat, settings, { added: [room], layout: { ...layoutOf(cat.record), windowBins: 1 } });
    const { record, capture } = await addClasses(request, jobContext(model));
    expect(record.classIds).toEqual([FIRST_WORD_ID]);
    expect(capture.classPrompt).toBe('cat room');
  });

  it('keeps the prompt that the picture was made from where all classes do not fit behind it', async () => {
    const words = Array.from({ length: 26 }, () => 'a').join(' ');
    const long = { caption: words, classIds: [CAT], style: 'caption+classes', renoiseTimesteps: [300] } as const;
    const request = requestOf(cat, long, {
      prompt: `${words}; cat`,
      layout: { ...layoutOf(cat.record), windowBins: 1 },
      added: classesOf({ classIds: [CHAIR, 11, 18] }),
    });
    const { record, capture } = await addClasses(request, jobContext(model));
    expect(record.classIds).toEqual([CHAIR, 11, 18]);
    expect(capture).toMatchObject({ prompt: `${words}; cat`, classPrompt: expect.stringMatching(/^cat chair/) });
  });

  it('is refused by a model of other sides, positions or sizes, and by one that reads no pictures', async () => {
    const settings = { classIds: [CAT], renoiseTimesteps: [300] };
    const context = jobContext(model);
    const layout = { ...layoutOf(cat.record), windowBins: 1 };
    const refuse = (change: Partial<AddClassesRequest>) => addClasses(requestOf(cat, settings, change), context);
    await expect(refuse({ layout: { ...layout, crossSides: [64] } })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringMatching(/cross-attention at 64, found 8, 16, 32.*Choose the model that made it/),
    });
    await expect(refuse({ layout: { ...layout, selfSides: [64] } })).rejects.toThrow(/self-attention at 64/);
    await expect(refuse({ layout: { ...layout, positions: 77 } })).rejects.toThrow(/of 77 positions, found 32/);
    await expect(refuse({ layout: { ...layout, windowBins: 3 } })).rejects.toThrow(/had 3 parts/);
    const picture = (side: number) => ({ width: side, height: side, rgba: new Uint8ClampedArray(side * side * 4) });
    await expect(refuse({ picture: picture(64) })).rejects.toThrow(/cross-attention at 8, 16, 32, found 4, 8, 16/);
    await expect(refuse({ picture: picture(60) })).rejects.toThrow(/multiples of 16 for this model, found 60×60/);
    const blind = await loadLocal(smallModel().filter(({ path }) => !path.startsWith('vae_encoder')));
    const { crossSides, selfSides, positions } = blind.info;
    const small = { width: 16, height: 16, rgba: new Uint8ClampedArray(16 * 16 * 4) };
    const request = requestOf(
      cat,
      { ...settings, caption: '' },
      {
        picture: small,
        added: classesOf({ classIds: [12] }),
        layout: { crossSides, selfSides, positions, windowBins: 1 },
      },
    );
    await expect(addClasses(request, jobContext(blind))).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  it('stops between two calls, and keeps nothing', async () => {
    const stop = new AbortController();
    const emit = ({ kind }: GenerateEvent) => {
      if (kind === 'step') stop.abort();
    };
    const request = requestOf(cat, { ...CAPTION_ALONE, classIds: [CAT] });
    const adding = addClasses(request, { ...jobContext(model), emit, signal: stop.signal });
    await expect(adding).rejects.toMatchObject({ code: 'cancelled' });
  });
});
