import { describe, expect, it } from 'vitest';
import { datasetInput } from '../dataset-input.ts';
import { smallSource } from '../small-dataset.fixture.ts';
import { stemsOf } from '../stems.ts';
import { zipFiles } from '../zip.ts';
import { defaultChoice, FORMATS, type FormatChoice, validateChoice } from './registry.ts';
import { writeDataset } from './writers.ts';

async function zipOf(choice: FormatChoice, source = smallSource()) {
  const { files } = await writeDataset(datasetInput(source, choice.trainPercent), choice);
  return new Uint8Array(await new Response(zipFiles(files, 4)).arrayBuffer());
}

it('names each format once', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  expect(new Set(FORMATS.map(({ label }) => label)).size).toBe(FORMATS.length);
});

describe.each(FORMATS.map(({ id }) => id))('%s', (id) => {
  const choice = defaultChoice(id);

  it('gives the same bytes for the same pairs in another order', async () => {
    const source = smallSource();
    expect(await zipOf(choice, { ...source, entries: [...source.entries].reverse() })).toEqual(await zipOf(choice));
  });

  it('makes a card and a manifest that names the files of each pair', async () => {
    const { files } = await writeDataset(datasetInput(smallSource(), 90), choice);
    const paths = files.map(({ path }) => path);
    const manifestFile = files.find(({ path }) => path === 'manifest.json');
    const { format, pairs } = JSON.parse(new TextDecoder().decode((await manifestFile?.read()) as Uint8Array));
    expect(paths).toContain('README.md');
    expect(format).toEqual({ id, options: choice.options });
    expect(pairs).toHaveLength(3);
    for (const { archive, picture, mask } of pairs) {
      expect(paths).toContain(archive ?? picture);
      if (mask !== undefined && archive === undefined) expect(paths).toContain(mask);
    }
  });

  it('makes three pictures of “cat”, “Cat” and “CAT” where a file system does not tell them apart', async () => {
    const same = { createdAt: '2026-11-22T10:38:42.123Z', seed: 7 };
    const stems = stemsOf(['cat', 'Cat', 'CAT'].map((name) => ({ id: name, ...same })));
    const source = smallSource();
    const asked = [...stems.values()];
    const oldStem = (stem: string) => source.entries[asked.indexOf(stem)]?.stem as string;
    const { files } = await writeDataset(
      datasetInput(
        {
          ...source,
          entries: source.entries.map((entry, i) => ({ ...entry, stem: asked[i] as string })),
          readJpeg: (stem) => source.readJpeg(oldStem(stem)),
          readMaskPng: (stem) => source.readMaskPng(oldStem(stem)),
        },
        90,
      ),
      choice,
    );
    const manifestFile = files.find(({ path }) => path === 'manifest.json');
    const { pairs } = JSON.parse(new TextDecoder().decode((await manifestFile?.read()) as Uint8Array));
    expect(new Set(pairs.map(({ picture }: { picture: string }) => picture.toLowerCase())).size).toBe(3);
    expect(new Set(files.map(({ path }) => path.toLowerCase())).size).toBe(files.length);
  });
});

it.each<[string, FormatChoice | object]>([
  ['an unknown format', { format: 'paper' }],
  ['a share beyond 100', { trainPercent: 101 }],
  ['a share that is not whole', { trainPercent: 0.5 }],
  ['an unknown option', { options: { colour: 'red' } }],
])('refuses %s', (_name, change) => {
  const choice = { ...defaultChoice('voc'), ...change } as FormatChoice;
  expect(() => validateChoice(choice)).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
});

it('accepts what it offers', () => {
  for (const { id } of FORMATS) expect(() => validateChoice(defaultChoice(id))).not.toThrow();
});
