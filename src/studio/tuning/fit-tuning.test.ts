import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { changeTuning, fitTuning, freeTuning } from './fit-tuning.ts';

const shape = { crossSides: [8, 16], selfSides: [16], windowBins: 2 };

describe('changing the tuning', () => {
  it('pushes the other threshold along', () => {
    expect(changeTuning(DEFAULT_TUNING, { alpha: 0.8 })).toMatchObject({ alpha: 0.8, beta: 0.8 });
    expect(changeTuning(DEFAULT_TUNING, { beta: 0.2 })).toMatchObject({ alpha: 0.2, beta: 0.2 });
  });

  it('keeps α ≤ β and the window in order, whatever is asked for', () => {
    const number = fc.double({ min: -1, max: 2, noNaN: true });
    const bin = fc.nat(3);
    const change = fc.record({ alpha: number, beta: number, window: fc.tuple(bin, bin) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const { alpha, beta, window } = changes.reduce(changeTuning, DEFAULT_TUNING);
        expect(alpha).toBeLessThanOrEqual(beta);
        expect(window[0]).toBeLessThanOrEqual(window[1]);
      }),
    );
  });

  it('does not let the last side go', () => {
    expect(changeTuning(DEFAULT_TUNING, { crossSides: [] }).crossSides).toEqual(DEFAULT_TUNING.crossSides);
  });
});

describe('fitting the tuning to a record', () => {
  it('takes the sides that there are and names the missing ones', () => {
    const { tuning, lacking } = fitTuning({ ...DEFAULT_TUNING, crossSides: [16, 32] }, shape);
    expect(tuning).toMatchObject({ crossSides: [16], selfSide: 16, window: [1, 1] });
    expect(lacking).toContain('without cross-attention at 32×32, self-attention at 32×32');
  });

  it('takes connected parts where a record has no edges to part objects at, and says so', () => {
    const objects = { by: 'edge', minShare: 0.02, strength: 0.1 } as const;
    const asked = { ...DEFAULT_TUNING, crossSides: [16], selfSide: 16, objects };
    expect(fitTuning(asked, shape)).toMatchObject({ tuning: { objects }, lacking: null });
    const old = fitTuning(asked, { ...shape, lacksEdges: true });
    expect(old.tuning.objects).toEqual({ ...objects, by: 'component' });
    expect(old.lacking).toMatch(
      /^This picture was recorded without edges in attention; its objects are connected parts\./,
    );
    const { objects: _, ...without } = asked;
    expect(fitTuning(without, { ...shape, lacksEdges: true })).toMatchObject({ lacking: null });
    expect(fitTuning(without, { ...shape, lacksEdges: true }).tuning).not.toHaveProperty('objects');
  });

  const square = { crossSides: [8, 16, 32], selfSides: [8, 16, 32], windowBins: 4 };
  const wide = {
    crossSides: ['10×6', '20×12', '40×24'],
    selfSides: ['10×6', '20×12', '40×24'],
    windowBins: 4,
  } as const;

  it('takes the same sides of a picture of another shape, without a word, there and back', () => {
    const tuning = { ...DEFAULT_TUNING, crossSides: [16, 32], selfSide: 32, window: [0, 3] as const };
    const there = fitTuning(tuning, wide, square);
    expect(there).toEqual({ tuning: { ...tuning, crossSides: ['20×12', '40×24'], selfSide: '40×24' }, lacking: null });
    expect(fitTuning(there.tuning, square, wide)).toEqual({ tuning, lacking: null });
    // Apart from a record it is the number of tokens that decides.
    expect(fitTuning(tuning, wide)).toEqual(there);
  });

  it('takes sides of a larger picture by their order', () => {
    const large = { crossSides: [24, 48, '96×90'], selfSides: [24, 48, '96×90'], windowBins: 4 } as const;
    const { tuning } = fitTuning({ ...DEFAULT_TUNING, crossSides: ['10×6'], selfSide: '40×24' }, large, wide);
    expect(tuning).toMatchObject({ crossSides: [24], selfSide: '96×90' });
  });

  it('says nothing where only the number of parts differs, and keeps the share of the trajectory', () => {
    const tuning = { ...DEFAULT_TUNING, crossSides: [16], selfSide: 16, window: [0, 1] as const };
    const fitted = fitTuning(tuning, { ...shape, windowBins: 4 }, shape);
    expect(fitted).toEqual({ tuning: { ...tuning, window: [0, 3] }, lacking: null });
    const windowOf = (first: number, last: number) =>
      fitTuning({ ...tuning, window: [first, last] }, { ...shape, windowBins: 4 }, shape).tuning.window;
    expect(windowOf(1, 1)).toEqual([2, 3]);
    expect(windowOf(0, 0)).toEqual([0, 1]);
  });
});

describe('freeing the tuning from a record that is not read yet', () => {
  const windowOf = (change: Partial<GenerationSettings>, window: readonly [number, number] = [0, 1]) => {
    const pair = pairMeta('a', { settings: { ...pairMeta('a').settings, ...change } });
    const tuning = { ...DEFAULT_TUNING, window };
    return freeTuning({ tuning, recordShape: null, pairs: [pair], selectedId: 'a' }).window;
  };

  it('goes by the steps', () => {
    expect(windowOf({ steps: 2 })).toEqual([0, 3]);
    expect(windowOf({ steps: 2 }, [1, 1])).toEqual([2, 3]);
    expect(windowOf({ steps: 25 })).toEqual([0, 1]);
  });

  it('goes by the timesteps of a picture that was noised again', () => {
    expect(windowOf({ steps: 25, renoiseTimesteps: [650, 450] })).toEqual([0, 3]);
    expect(windowOf({ steps: 2, renoiseTimesteps: [650, 450, 250] }, [1, 2])).toEqual([2, 3]);
  });
});
