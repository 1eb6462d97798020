import { expect, it } from 'vitest';
import { defaultDraft } from './defaults.ts';
import { withFileSettings } from './with-file-settings.ts';

const draft = {
  ...defaultDraft('voc-20', 7),
  guidedTimesteps: [0, 799],
  renoiseTimesteps: [350],
  clipSkip: 2,
} as const;

it('a file that tells guidance tells where it is applied', () => {
  expect(withFileSettings(draft, { guidance: 5 })).not.toHaveProperty('guidedTimesteps');
  expect(withFileSettings(draft, { guidance: 5, guidedTimesteps: [200, 799] }).guidedTimesteps).toEqual([200, 799]);
  expect(withFileSettings(draft, { steps: 9 }).guidedTimesteps).toEqual([0, 799]);
});

it('a file that tells steps tells how attention is captured', () => {
  expect(withFileSettings(draft, { guidance: 5 })).toMatchObject({ renoiseTimesteps: [350], clipSkip: 2 });
  const stepped = withFileSettings(draft, { steps: 9 });
  expect(stepped).toMatchObject({ steps: 9, seed: 7 });
  for (const off of ['renoiseTimesteps', 'clipSkip']) expect(stepped).not.toHaveProperty(off);
});
