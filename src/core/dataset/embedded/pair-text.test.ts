import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { encodeJpeg } from '../jpeg/encode-jpeg.ts';
import { encodePalettePng } from '../palette-png.ts';
import { entryOf, smallLabelSet } from '../small-dataset.fixture.ts';
import { findPairText, pairText, withPairText } from './pair-text.ts';

const mask = Uint8Array.of(0, 8, 255, 0);
const png = encodePalettePng(mask, 2, 2);
const jpeg = encodeJpeg({ width: 2, height: 2, rgba: new Uint8ClampedArray(16).fill(90) });
const entry = entryOf('a', 2, 2);
const caption = 'a «cat» on a 桌子 😀\n"';
const withCaption = (text: string) =>
  pairText({ ...entry, settings: { ...entry.settings, caption: text } }, smallLabelSet);

it('comes back from a JPEG and a PNG as it was, whatever the alphabet', () => {
  const text = withCaption(caption);
  expect(text).toMatch(/^[\x20-\x7e]+$/);
  for (const file of [png, jpeg]) expect(findPairText(withPairText(file, text))).toBe(text);
  const { settings, tuning, classes, model } = JSON.parse(text);
  expect(settings.caption).toBe(caption);
  expect(tuning).toEqual(entry.tuning);
  expect(classes.map(({ name }: { name: string }) => name)).toEqual(['cat', 'diningtable']);
  expect(model).toEqual({ id: 'emoji-scenes', sha256: 'ab12' });
});

it('has how classes came that were added afterwards, and settings that make the same picture', () => {
  const capture = { ...entry.provenance, renoiseTimesteps: [400], seed: 1 };
  const text = pairText({ ...entry, addedClasses: [{ classId: 15, capture }] }, smallLabelSet);
  const { settings, classes, addedClasses } = JSON.parse(text);
  expect(settings).toEqual(entry.settings);
  expect(classes.map(({ name }: { name: string }) => name)).toEqual(['person', 'cat', 'diningtable']);
  expect(addedClasses).toEqual([{ classId: 15, capture }]);
  expect(JSON.parse(withCaption('a'))).not.toHaveProperty('addedClasses');
});

it('leaves the pixels alone', () => {
  expect(decode(withPairText(png, withCaption(caption))).data).toEqual(mask);
});

it('may be longer than a segment of a JPEG', () => {
  const text = withCaption('x'.repeat(200_000));
  expect(findPairText(withPairText(jpeg, text))).toBe(text);
});

it('is not found where it is not, and in no broken file', () => {
  for (const file of [png, jpeg, new Uint8Array(), new TextEncoder().encode('text')]) {
    expect(findPairText(file)).toBeNull();
  }
  const files = [png, jpeg].map((file) => withPairText(file, withCaption(caption)));
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(255), fc.nat(), (file, at, byte, length) => {
      const broken = file.slice(0, length % file.length);
      broken[at % file.length] = byte;
      const found = findPairText(broken);
      expect(found === null || typeof found === 'string').toBe(true);
    }),
    { numRuns: 2000 },
  );
});

const python = findPythonWith(['PIL']);
it.skipIf(!python)(`Pillow reads pictures and text${python ? '' : ' (skipped: no python3 has Pillow)'}`, () => {
  const script = `
import io, json, sys
from PIL import Image
out = []
for line in sys.stdin:
    i = Image.open(io.BytesIO(bytes.fromhex(line)))
    i.load()
    text = i.info['comment'].decode() if i.format == 'JPEG' else i.text['dataset-diffusion-studio']
    out.append([i.format, i.mode, i.size, text])
print(json.dumps(out))`;
  const text = withCaption(caption);
  const input = [png, jpeg].map((file) => Buffer.from(withPairText(file, text)).toString('hex')).join('\n');
  const run = spawnSync(python ?? '', ['-c', script], { input, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual([
    ['PNG', 'P', [2, 2], text],
    ['JPEG', 'RGB', [2, 2], `dataset-diffusion-studio\n${text}`],
  ]);
});
