import { expect, it } from 'vitest';
import { pairText, withPairText } from '../../core/dataset/embedded/pair-text.ts';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { smallMeta } from '../small-pair.fixture.ts';
import { isSettingsText, readSettingsFile, type SettingsFile, settingsFileText } from './settings-file.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('is read as it was written', () => {
  const { tuning } = smallMeta('a');
  const file: SettingsFile = {
    generation: { steps: 12, sampler: 'euler', renoiseTimesteps: [600, 400], seed: 3, clipSkip: 2 },
    tuning,
    export: defaultChoice('webdataset'),
  };
  expect(readSettingsFile('s.json', bytes(settingsFileText(file)))).toEqual(file);
  expect(readSettingsFile('s.json', bytes(settingsFileText({})))).toEqual({});
});

it('may be a picture of an export: how it was made, not what it shows', () => {
  const meta = smallMeta('a');
  const jpeg = encodeJpeg({ width: 1, height: 1, rgba: new Uint8ClampedArray(4) });
  const file = withPairText(jpeg, pairText({ ...meta, stem: 'a' }, VOC_20));
  const { caption, classIds, labelSetId, seed, ...generation } = meta.settings;
  expect(readSettingsFile('a.jpg', file)).toEqual({
    generation: { selfPower: 1, backgroundWords: '', guidanceRescale: 0, ...generation },
  });
});

const manifest = (...steps: number[]) => {
  const pairs = steps.map((count) => ({ settings: { ...smallMeta('a').settings, seed: count, steps: count } }));
  return JSON.stringify({ schema: 'dataset-diffusion-studio/manifest', schemaVersion: 1, pairs });
};

it('may be the manifest of an export: what all of its pairs share', () => {
  const { generation } = readSettingsFile('manifest.json', bytes(manifest(9, 9)));
  expect(generation).toMatchObject({ steps: 9, sampler: smallMeta('a').settings.sampler, selfPower: 1 });
  expect(generation).not.toHaveProperty('seed');
  expect(generation).not.toHaveProperty('caption');
});

it('is told from a list of prompts', () => {
  expect([settingsFileText({}), manifest(9)].map(isSettingsText)).toEqual([true, true]);
  expect(['[]', '{"prompts": []}', 'a cat', 'null'].map(isSettingsText)).toEqual([false, false, false, false]);
});

const settings = (part: object) => JSON.stringify({ schema: 'dataset-diffusion-studio/settings', version: 1, ...part });

it.each([
  [
    'a manifest of different settings',
    manifest(9, 12),
    /made with different settings \(steps\)\. Open one of its pictures/,
  ],
  ['a manifest without pairs', manifest(), /at “pairs”/],
  [
    'an unknown sampler',
    settings({ generation: { sampler: 'plms' } }),
    /found "plms" at “generation.sampler” where \("ddim"/,
  ],
  [
    'classes, which are no shared setting',
    settings({ generation: { classIds: [300] } }),
    /“generation.classIds”, a setting that/,
  ],
  [
    'an unknown format',
    settings({ export: { format: 'tfrecord', options: {}, trainPercent: 90 } }),
    /one of the formats voc/,
  ],
  [
    'a window past the end',
    settings({ tuning: { ...smallMeta('a').tuning, window: [2, 7] } }),
    /a window within parts 0 to 3/,
  ],
  ['an unknown part', settings({ tunnig: {} }), /“tunnig”, a setting that this studio does not know/],
  [
    'another kind',
    '{"schema": "dataset-diffusion-studio/labels"}',
    /another kind \(schema "dataset-diffusion-studio\/labels"\)/,
  ],
  ['no JSON', 'steps: 3', /found no JSON/],
  ['another file', '{"steps": 3}', /a file of another kind \(schema undefined\)/],
  [
    'a newer version',
    '{"schema": "dataset-diffusion-studio/settings", "version": 2}',
    /found version 2, where this studio reads 1\. Update this studio/,
  ],
  [
    'a setting that is out of range',
    '{"schema": "dataset-diffusion-studio/settings", "version": 1, "generation": {"steps": 0}}',
    /at “generation.steps” where >=1 belongs/,
  ],
  [
    'a setting that there is not',
    '{"schema": "dataset-diffusion-studio/settings", "version": 1, "generation": {"step": 3}}',
    /found “generation.step”, a setting that/,
  ],
])('refuses %s, and says where', (_, text, message) => {
  expect(() => readSettingsFile('s.json', bytes(text))).toThrow(message);
});
