import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import { parseSchedulerConfig } from '../../core/diffusion/schedule/scheduler-config.ts';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { unknownClasses } from '../../core/prompt/label-sets/unknown-classes.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { findModelLayout } from '../package/model-layout.ts';
import { CATALOGUE, catalogueBytes, catalogueFiles, catalogueUrl } from './catalogue.ts';
import { CatalogueEntry } from './catalogue-schema.ts';

const entry = (id: string) => CATALOGUE.find((one) => one.id === id)!;

test('every model of the list is there once, the bundled one first', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toBe('emoji-scenes');
  for (const id of ['sd-turbo', 'sdxs-dreamshaper', 'lcm-dreamshaper', 'sd15', 'sd21-base', 'tiny-sd']) {
    expect(ids).toContain(id);
  }
});

test('the bundled model says that it knows each of VOC’s classes by its prompt words; others do not tell', () => {
  const known = entry('emoji-scenes').knownClasses;
  expect(unknownClasses(VOC_20.classes, known)).toEqual([]);
  const unknown = unknownClasses(COCO_80.classes, known).map(({ name }) => name);
  expect(unknown).toHaveLength(60);
  expect(unknown).toContain('zebra');
  expect(CATALOGUE.filter(({ knownClasses }) => knownClasses).map(({ id }) => id)).toEqual(['emoji-scenes']);
});

test('only what was run here counts as verified', () => {
  expect(CATALOGUE.filter(({ verified }) => verified).map(({ id }) => id)).toEqual(['emoji-scenes']);
});

test.each(CATALOGUE.filter(({ files }) => files.length > 0))('$id has a whole layout and a scheduler', (one) => {
  const roles = Object.fromEntries(one.files.map(({ role, path }) => [role, path]));
  const layout = findModelLayout(one.files.map(({ path }) => path));
  expect(layout.missing).toEqual([]);
  for (const [role, path] of Object.entries(layout.networks)) expect(roles[role]).toBe(path);
  const { numTrainTimesteps, betaSchedule } = parseSchedulerConfig(one.settings.scheduler);
  expect([numTrainTimesteps, betaSchedule]).toEqual([1000, 'scaled_linear']);
});

test('addresses name the revision, a mirror, or the studio itself', () => {
  expect(catalogueUrl(entry('sd-turbo'), '.')).toBe(
    'https://huggingface.co/schmuell/sd-turbo-ort-web/resolve/ace89b7d2cd8',
  );
  expect(catalogueUrl(entry('sd15'), '.', 'https://mirror.example')).toBe(
    'https://mirror.example/nmkd/stable-diffusion-1.5-onnx-fp16/resolve/main',
  );
  expect(catalogueUrl(entry('emoji-scenes'), '/studio')).toBe('/studio/models/emoji-scenes');
});

test('sizes add up; unknown ones make the sum unknown', () => {
  expect(catalogueBytes(entry('sd-turbo'))).toBe(681_393_168 + 1_733_430_199 + 99_094_314 + 68_400_000);
  expect(catalogueBytes(entry('tiny-sd'))).toBe(246_537_314 + 354_685 + 646_809_600 + 157_826 + 98_965_248);
  expect(catalogueBytes(entry('sd21-base'))).toBeNull();
  expect(catalogueFiles(entry('emoji-scenes'))).toBeNull();
  expect(catalogueFiles(entry('tiny-sd'))).toContainEqual({
    path: 'unet/model.onnx_data',
    bytes: 646_809_600,
    sha256: null,
  });
});

describe('the schema refuses', () => {
  const good = entry('sd-turbo');
  const whole = { ...good.source, revision: 'a'.repeat(40), revisionIsAbbreviated: false };
  const sized = good.files.map((file) => ({ ...file, bytes: 1 }));
  it.each([
    ['an unverified entry without a reason', { ...good, unverified: [] }],
    ['a verified entry with an abbreviated revision', { ...good, verified: true, unverified: [], files: sized }],
    ['a verified entry with unknown sizes', { ...good, verified: true, unverified: [], source: whole }],
    ['a short revision that claims to be whole', { ...good, source: { ...whole, revision: 'abcdef0' } }],
    ['a model without a UNet', { ...good, files: good.files.filter(({ role }) => role !== 'unet') }],
    ['guidance below 1', { ...good, settings: { ...good.settings, guidance: 0 } }],
  ])('%s', (_, broken) => {
    expect(v.safeParse(CatalogueEntry, broken).success).toBe(false);
  });

  it('nothing of a verified entry that is complete', () => {
    const complete = { ...good, verified: true, unverified: [], files: sized, source: whole };
    expect(v.safeParse(CatalogueEntry, complete).success).toBe(true);
  });
});
