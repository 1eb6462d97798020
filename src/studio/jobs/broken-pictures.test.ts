import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findPairText, pairText, withPairText } from '../../core/dataset/embedded/pair-text.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { encodePalettePng } from '../../core/dataset/palette-png.ts';
import { entryOf, smallLabelSet } from '../../core/dataset/small-dataset.fixture.ts';
import { photoFile, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TEXT = pairText(entryOf('a', 2, 2), smallLabelSet);
const FILES = [
  encodePalettePng(Uint8Array.of(0, 8, 255, 0), 2, 2),
  encodeJpeg({ width: 2, height: 2, rgba: new Uint8ClampedArray(16).fill(90) }),
];

/** Whole files, whose text is broken: checksums tell nothing. */
const brokenText = fc
  .record({
    file: fc.constantFrom(...FILES),
    edits: fc.array(
      fc.record({
        at: fc.nat(TEXT.length),
        cut: fc.nat(9),
        put: fc.oneof(
          fc.constantFrom('"', '}', '[', ',', '1e999', 'null', '{}', '-1', '\\ud800'),
          fc.stringMatching(/^[ -~]{0,4}$/),
        ),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ file, edits }) => {
    const text = edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), TEXT);
    return withPairText(file, text);
  });
/** Any field of the text holds anything. */
const brokenField = fc
  .record({
    file: fc.constantFrom(...FILES),
    place: fc.constantFrom('schema', 'version', 'labelSet', 'classes', 'settings', 'tuning'),
    field: fc.constantFrom(...Object.keys(JSON.parse(TEXT).settings)),
    value: fc.jsonValue(),
  })
  .map(({ file, place, field, value }) => {
    const whole = JSON.parse(TEXT);
    const change = place === 'settings' ? { settings: { ...whole.settings, [field]: value } } : { [place]: value };
    const text = JSON.stringify({ ...whole, ...change });
    return withPairText(
      file,
      text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  });
/** Bytes are changed, cut off or put in. */
const brokenBytes = fc
  .record({
    file: fc.constantFrom(...FILES.map((file) => withPairText(file, TEXT))),
    edits: fc.array(fc.record({ at: fc.nat(2000), cut: fc.nat(8), put: fc.uint8Array({ maxLength: 8 }) }), {
      maxLength: 3,
    }),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ file, edits, length }) => {
    const bytes = edits.reduce(
      (now, { at, cut, put }) => {
        const start = at % now.length;
        return [...now.slice(0, start), ...put, ...now.slice(start + cut)];
      },
      [...file],
    );
    return Uint8Array.from(bytes.slice(0, Math.ceil(length * bytes.length)));
  });

it.each([
  ['text', brokenText],
  ['fields', brokenField],
  ['bytes', brokenBytes],
])(
  '500 dropped pictures with broken %s are opened, and restore nothing or sound settings',
  async (_, pictures) => {
    const { actions, state, openPhoto, preferences, pairStore, queueStore, messages } = await startStudio();
    let [refused, restored] = [0, 0];
    await fc.assert(
      fc.asyncProperty(pictures, async (bytes) => {
        openPhoto.mockResolvedValueOnce({ ...photoFile('cat.png'), pairText: findPairText(bytes) });
        actions.openPhoto([new File([bytes], 'cat.png')]);
        await settle();
        const { photo, draft } = state();
        expect(photo?.fileName).toBe('cat.png');
        if (photo?.madeWith) restored++;
        else {
          refused++;
          actions.restorePhoto();
          expect(state().draft).toBe(draft);
          return actions.closePhoto();
        }
        actions.restorePhoto();
        const { seed, steps, classIds, caption } = state().draft;
        expect(Number.isInteger(seed) && seed >= 0 && steps >= 1 && typeof caption === 'string').toBe(true);
        expect(classIds.every((id) => id >= 1 && id <= 254)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(refused, restored)).toBeGreaterThan(10);
    expect(messages().every((message) => message.endsWith('.'))).toBe(true);
    expect([pairStore.metas.size, queueStore.items.size]).toEqual([0, 0]);
    for (const [saved] of preferences.savePreferences.mock.calls)
      expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
  },
  60_000,
);
