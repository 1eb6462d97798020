import { beforeAll, describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { compareSides } from '../../core/grid-size.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { GenerateEvent, GenerateRequest } from '../../rpc/contract.ts';
import { watchDevice } from '../device/device-watch.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS } from '../testing/job.ts';
import { generatePicture } from './generate-picture.ts';
import type { JobContext } from './job-context.ts';

const TUNING: TuningSettings = {
  tau: 4,
  alpha: 0.5,
  beta: 0.6,
  crossSides: [16],
  selfSide: 32,
  window: [0, 3],
  softmax: 'all',
  presenceGate: true,
};
const CLASSES = classesOf(SETTINGS);

let model: LoadedModel;
beforeAll(async () => {
  model = await openBundledModel();
});

function run(change: Partial<GenerationSettings> = {}, context: Partial<JobContext> = {}) {
  const request: GenerateRequest = {
    jobId: 'job',
    settings: { ...SETTINGS, ...change },
    classes: CLASSES,
    tuning: TUNING,
  };
  const events: GenerateEvent[] = [];
  const pair = generatePicture(request, { ...jobContext(model, events), ...context });
  return { pair, events };
}

describe('generatePicture on the bundled model', () => {
  it('makes a picture with its record and tells how far it is', async () => {
    const { pair, events } = run();
    const { picture, record, provenance } = await pair;
    expect([picture.width, picture.height, picture.rgba.length]).toEqual([128, 128, 128 * 128 * 4]);
    expect(record.classIds).toEqual([8, 9]);
    expect(record.crossSides).toEqual([8, 16, 32]);
    expect(record.stacks.map(({ selfSide }) => selfSide).sort(compareSides)).toEqual([8, 16, 32]);
    // 2 classes × 3 cross sides × 3 parts × 2 softmax scopes
    expect(record.columns).toHaveLength(36);
    expect(record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(provenance.prompt).toBe('a cat and a chair in a room; cat chair');
    const kinds = events.map((event) => event.kind);
    expect(kinds[0]).toBe('encoding');
    expect(kinds[1]).toBe('running');
    expect(kinds.slice(-2)).toEqual(['decoding', 'refining']);
    expect(events.flatMap((event) => (event.kind === 'step' ? [event.step] : []))).toEqual([1, 2, 3]);
    expect(kinds.filter((kind) => kind === 'heatmaps')).toHaveLength(2);
    expect(kinds).toContain('estimate');
  });

  it('shows no estimates where decoding takes longer than the steps do', async () => {
    // A clock that only decoding moves.
    let now = 0;
    const { pictureDecoder } = model;
    const slow = {
      lastDecodeMs: null as number | null,
      decode: async (...latent: Parameters<LoadedModel['pictureDecoder']['decode']>) => {
        now += 1000;
        return pictureDecoder.decode(...latent);
      },
    } as LoadedModel['pictureDecoder'];
    const estimates = async () => {
      const { pair, events } = run({ steps: 3 }, { model: { ...model, pictureDecoder: slow }, nowMs: () => now });
      await pair;
      return events.filter(({ kind }) => kind === 'estimate').length;
    };
    // Nobody knows before the first one.
    expect([await estimates(), await estimates()]).toEqual([1, 0]);
  });

  it('makes the same bytes from the same seed, and others from another', async () => {
    const first = await run({ steps: 2 }).pair;
    const again = await run({ steps: 2 }).pair;
    const other = await run({ steps: 2, seed: 8 }).pair;
    expect(again.picture.rgba).toEqual(first.picture.rgba);
    expect(again.record).toEqual(first.record);
    expect(other.picture.rgba).not.toEqual(first.picture.rgba);
  });

  it('computes one UNet row at guidance 1, the same picture as the conditional half alone', async () => {
    const { picture } = await run({ steps: 1, guidance: 1 }).pair;
    const nearly = await run({ steps: 1, guidance: 1 + 1e-9 }).pair;
    const worst = picture.rgba.reduce(
      (max, value, i) => Math.max(max, Math.abs(value - (nearly.picture.rgba[i] ?? 0))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('brings the spread of a strongly guided prediction back when asked to', async () => {
    const strong = (guidanceRescale?: number) =>
      run({ steps: 1, guidance: 12, ...(guidanceRescale === undefined ? {} : { guidanceRescale }) }).pair;
    const [plain, none, rescaled] = [await strong(), await strong(0), await strong(0.7)];
    expect(none.picture.rgba).toEqual(plain.picture.rgba);
    expect(rescaled.picture.rgba).not.toEqual(plain.picture.rgba);
  });

  it('guides at the timesteps that are named, each of two rows, and captures attention at all', async () => {
    const rows: number[] = [];
    const unet = Object.create(model.unet, {
      call: {
        value: (...call: Parameters<LoadedModel['unet']['call']>) => {
          rows.push(call[3].negative ? 2 : 1);
          return model.unet.call(...call);
        },
      },
    }) as LoadedModel['unet'];
    const draw = (guidedTimesteps?: readonly [number, number], guidance = 4) =>
      run({ steps: 4, guidance, ...(guidedTimesteps ? { guidedTimesteps } : {}) }, { model: { ...model, unet } }).pair;
    const everywhere = await draw();
    expect((await draw([0, 999])).picture.rgba).toEqual(everywhere.picture.rgba);
    expect(rows.splice(0)).toEqual(Array.from({ length: 8 }, () => 2));
    const late = await draw([0, 600]);
    expect(rows.splice(0)).toEqual([1, 1, 2, 2]);
    expect(late.picture.rgba).not.toEqual(everywhere.picture.rgba);
    expect(late.record.stacks.map(({ data }) => data.length)).toEqual(
      everywhere.record.stacks.map(({ data }) => data.length),
    );
    // No step lies between them.
    const none = await draw([1, 2]);
    expect(rows.splice(0)).toEqual([1, 1, 1, 1]);
    expect(none.picture.rgba).toEqual((await draw(undefined, 1)).picture.rgba);
  });

  it('keeps the picture free of the class prompt: masks for other classes cost no change', async () => {
    const one = await run({ style: 'caption', steps: 2 }).pair;
    const request = { ...SETTINGS, style: 'caption' as const, steps: 2 };
    const cat = CLASSES.slice(0, 1);
    const alone = await generatePicture(
      { jobId: 'j', settings: request, classes: cat, tuning: TUNING },
      jobContext(model),
    );
    expect(alone.picture.rgba).toEqual(one.picture.rgba);
    expect(alone.record.classIds).toEqual([8]);
  });

  it('tells a device that is lost while heatmaps are read back from a bug', async () => {
    const lost = new Error("Failed to execute 'mapAsync' on 'GPUBuffer': Buffer was unmapped before mapping");
    const device = watchDevice({ lost: new Promise(() => undefined), addEventListener: () => undefined });
    const createCapture = (...setup: Parameters<LoadedModel['createCapture']>) =>
      Object.assign(model.createCapture(...setup), { preview: () => Promise.reject(lost) });
    const { pair } = run({}, { model: { ...model, device, createCapture } });
    await expect(pair).rejects.toMatchObject({ code: 'device-lost', cause: lost });
  });

  it.each([
    [new WebAssembly.RuntimeError('memory access out of bounds'), 'worker-crashed'],
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
  ])('tells a runtime that breaks outside of a run from a bug: %s', async (thrown, code) => {
    const createCapture = (...setup: Parameters<LoadedModel['createCapture']>) =>
      Object.assign(model.createCapture(...setup), { preview: () => Promise.reject(thrown) });
    await expect(run({}, { model: { ...model, createCapture } }).pair).rejects.toMatchObject({ code, cause: thrown });
  });

  it('leaves a bug as it is', async () => {
    const bug = new TypeError('undefined is not a map');
    const createCapture = (...setup: Parameters<LoadedModel['createCapture']>) =>
      Object.assign(model.createCapture(...setup), { preview: () => Promise.reject(bug) });
    await expect(run({}, { model: { ...model, createCapture } }).pair).rejects.toBe(bug);
  });

  it('stops between steps', async () => {
    let yields = 0;
    const stop = new AbortController();
    const yieldToMessages = async () => {
      if (++yields > 2) stop.abort();
    };
    const { pair, events } = run({ steps: 20 }, { yieldToMessages, signal: stop.signal });
    await expect(pair).rejects.toMatchObject({ code: 'cancelled' });
    expect(events.filter((event) => event.kind === 'step')).toHaveLength(2);
  });

  it('stops after the last step, too: while the picture is decoded and while its record is made', async () => {
    for (const moment of ['decoding', 'refining'] as const) {
      const stop = new AbortController();
      const pictureDecoder = {
        decode: async (...latent: Parameters<LoadedModel['pictureDecoder']['decode']>) => {
          if (moment === 'decoding') stop.abort();
          return model.pictureDecoder.decode(...latent);
        },
      } as LoadedModel['pictureDecoder'];
      const emit = ({ kind }: GenerateEvent) => {
        if (kind === moment) stop.abort();
      };
      const { pair } = run({ steps: 1 }, { model: { ...model, pictureDecoder }, emit, signal: stop.signal });
      await expect(pair).rejects.toMatchObject({ code: 'cancelled' });
    }
  });

  it.each([
    [{ steps: 0 }, /steps must be a whole number/],
    [{ guidance: -1 }, /guidance must lie between/],
    [{ guidedTimesteps: [800, 200] }, /the lower first, found 800, 200/],
    [{ guidedTimesteps: [0.5, 200] }, /two whole numbers from 0 up/],
    [{ guidanceRescale: 2 }, /rescale must lie between 0 and 1, found 2/],
    [{ renoiseTimesteps: [9000] }, /from 999 down/],
    [{ selfPower: 0.5 }, /power of self-attention must lie between 1 and 4, found 0.5/],
    [{ seed: 2 ** 32 }, /seed must be a whole number/],
    [{ caption: ' ' }, /caption/i],
  ] as const)('says what is wrong with %j', async (change, message) => {
    await expect(run(change).pair).rejects.toThrow(message);
  });
});
