import { expect, it } from 'vitest';
import { captureText } from './capture-text.ts';

const made = { provenance: { modelId: 'emoji-scenes', modelSha256: 'a' } };

it.each([
  [{ modelId: 'emoji-scenes', modelSha256: 'a' }, [400], 'by re-noise capture at 1 noise level'],
  [
    { modelId: 'emoji-scenes', modelSha256: 'b' },
    [400, 200],
    'by re-noise capture at 2 noise levels, by another version of emoji-scenes',
  ],
  [{ modelId: 'sd15', modelSha256: 'c' }, [400, 200], 'by re-noise capture at 2 noise levels, by sd15'],
])('says how a class came: %j at %j', (model, renoiseTimesteps, text) => {
  expect(captureText({ ...model, renoiseTimesteps }, made)).toBe(text);
});
