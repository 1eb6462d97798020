import { expect, it } from 'vitest';
import { pairText, withPairText } from '../../core/dataset/embedded/pair-text.ts';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { smallMeta } from '../small-pair.fixture.ts';
import { readSettingsFile, type SettingsFile, settingsFileText } from './settings-file.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('is read as it was written', () => {
  const { tuning } = smallMeta('a');
  const file: SettingsFile = {
    generation: { steps: 12, sampler: 'euler', renoiseTimesteps: [600, 400], seed: 3 },
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
  expect(readSettingsFile('a.jpg', file)).toEqual({ generation });
});

it.each([
  ['no JSON', 'steps: 3', /found no JSON/],
  ['another file', '{"steps": 3}', /at “schema”/],
  ['a newer version', '{"schema": "dataset-diffusion-studio/settings", "version": 2}', /at “version”/],
  [
    'a setting that is out of range',
    '{"schema": "dataset-diffusion-studio/settings", "version": 1, "generation": {"steps": 0}}',
    /at “generation.steps” where >=1 belongs/,
  ],
  [
    'a setting that there is not',
    '{"schema": "dataset-diffusion-studio/settings", "version": 1, "generation": {"step": 3}}',
    /at “generation.step”/,
  ],
])('refuses %s, and says where', (_, text, message) => {
  expect(() => readSettingsFile('s.json', bytes(text))).toThrow(message);
});
