import { expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { smallDataset, smallSource } from '../small-dataset.fixture.ts';
import { type ManifestLayout, manifestText } from './manifest.ts';

const { entries } = smallSource();
const layout: ManifestLayout = {
  format: 'voc',
  options: {},
  filesOf: ({ stem }) => ({ picture: `${stem}.jpg` }),
  notes: ['One note.'],
};
const manifestOf = (change = entries) => manifestText(smallDataset({ ...smallSource(), entries: change }), layout);

it('is the same whatever the order of the pairs and of their keys', () => {
  const turned = entries.map((entry) => Object.fromEntries(Object.entries(entry).reverse()) as typeof entry);
  expect(manifestOf([...turned].reverse())).toBe(manifestOf());
});

it('holds all that makes a pair again', () => {
  const manifest = JSON.parse(manifestOf());
  expect(manifest).toMatchObject({ schemaVersion: 1, format: { id: 'voc', options: {} }, notes: ['One note.'] });
  expect(manifest.labels.map((label: { id: number }) => label.id)).toEqual([0, 8, 11, 15, 255]);
  expect(manifest.pairs.map((pair: { stem: string }) => pair.stem)).toEqual(['pair-a', 'pair-b', 'pair-c']);
  expect(manifest.pairs.map((pair: { split: string }) => pair.split)).toEqual(['train', 'train', 'val']);
  const { settings, tuning, provenance, pixels, presence, review } = entries[0]!;
  expect(manifest.pairs[1]).toMatchObject({ settings, tuning, provenance, review, presence, pixels });
});

it('names the file that a list of prompts asked for, where one did', () => {
  const [first, second, ...others] = entries;
  const { pairs } = JSON.parse(manifestOf([{ ...first!, fileName: 'my cat.jpg' }, second!, ...others]));
  const names = Object.fromEntries(
    pairs.map((pair: { stem: string; fileName?: string }) => [pair.stem, pair.fileName]),
  );
  expect(names).toEqual({ 'pair-a': undefined, 'pair-b': 'my cat.jpg', 'pair-c': undefined });
  expect(manifestOf()).not.toContain('fileName');
});

it('lists absent classes with their evidence and each class with its words in prompts', () => {
  const absent = { classId: 15, evidence: 0.75, present: false };
  const [first] = entries;
  const manifest = JSON.parse(manifestOf([{ ...first!, presence: [...first!.presence, absent] }]));
  expect(manifest.pairs[0].presence).toEqual([
    { classId: 8, evidence: 2, present: true },
    { classId: 11, evidence: 1.5, present: true },
    absent,
  ]);
  expect(manifest.labels.map((label: { promptName?: string }) => label.promptName)).toEqual([
    undefined,
    'cat',
    'dining table',
    'person',
    undefined,
  ]);
});

it('sorts keys at every depth and refuses what JSON cannot hold', () => {
  expect(canonicalJson({ b: 1, a: [{ d: 2, c: null }] }).replace(/\s/g, '')).toBe('{"a":[{"c":null,"d":2}],"b":1}');
  expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN');
});
