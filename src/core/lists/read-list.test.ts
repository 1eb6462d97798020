import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';
import { outcomes, readList } from './list-rules.fixture.ts';
import { readRows } from './read-rows.ts';

const CAT = { caption: 'a cat', classIds: [8], seed: null };

describe("Dataset Diffusion's own JSON, unchanged", () => {
  // The beginning of its data/prompts/voc_prompts_debug.json, and its rows with a repeated class and full stops.
  const text =
    '[{"filename": "0.jpg", "caption": "a baby in a yellow toy car; person car", "class_prompt": "person car"}, ' +
    '{"filename": "4.jpg", "caption": "a television sitting on top of a wooden table; tv monitor dining table", "class_prompt": "tv monitor dining table"}, ' +
    '{"filename": "15.jpg", "caption": "a woman and a little girl sitting on a couch; person person sofa", "class_prompt": "person person sofa"}, ' +
    '{"filename": "2.jpg", "caption": "A large purple and red passenger jet flying through a blue sky..; airplane", "class_prompt": "airplane"}]';

  test('gives captions without the class prompt, classes once each, and file names', () => {
    expect(outcomes(text)).toEqual([
      { caption: 'a baby in a yellow toy car', classIds: [15, 7], fileName: '0.jpg', seed: null },
      { caption: 'a television sitting on top of a wooden table', classIds: [20, 11], fileName: '4.jpg', seed: null },
      { caption: 'a woman and a little girl sitting on a couch', classIds: [15, 18], fileName: '15.jpg', seed: null },
      {
        caption: 'A large purple and red passenger jet flying through a blue sky..',
        classIds: [1],
        fileName: '2.jpg',
        seed: null,
      },
    ]);
  });

  test('a caption that ends with other words keeps them', () => {
    expect(outcomes('[{"caption": "a cat; dog", "class_prompt": "cat"}]')).toEqual([{ ...CAT, caption: 'a cat; dog' }]);
  });
});

describe('forms, told by their content', () => {
  const rows = [CAT, { caption: 'a tv on a table', classIds: [20, 11], seed: null }];
  test.each([
    ['json', '[{"caption":"a cat","classes":["cat"]},{"caption":"a tv on a table","classes":"tv, table"}]'],
    [
      'json',
      '{"format":"prompt-list","version":1,"prompts":[{"caption":"a cat","classes":["CAT"]},{"caption":"a tv on a table","classes":["tv","table"]}]}',
    ],
    [
      'json-lines',
      '{"caption":"a cat","classes":["cat"]}\n\n{"caption":"a tv on a table","class_prompt":"tv table"}\n',
    ],
    ['csv', 'caption,classes\r\na cat,cat\r\na tv on a table,"tv, table"\r\n'],
    [
      'csv',
      'sep=;\r\nClass Prompt;Caption\r\ncat;a cat\r\n"tv monitor; dining table";a tv on a table'.replace('; d', ' d'),
    ],
    ['csv', 'caption\tclass_prompt\na cat\tcat\n\na tv on a table\ttv dining table\n'],
    ['csv', 'caption\na cat\na tv on a table'],
    ['text', 'a cat; cat\n\n  a tv on a table ; tv, table  \n'],
    ['text', 'a cat\r\na tv on a table\r\n'],
  ])('%s: %j', (form, text) => {
    expect(outcomes(text)).toEqual(rows);
    expect(outcomes(`\uFEFF${text}`)).toEqual(rows);
    expect(readList(text).form).toBe(form);
  });

  test('a caption may begin with a bracket, hold commas and semicolons', () => {
    expect(outcomes('[sic] a cat, big; cat\na dog; a cat; cat, dog')).toEqual([
      { ...CAT, caption: '[sic] a cat, big' },
      { caption: 'a dog; a cat', classIds: [8, 12], seed: null },
    ]);
  });

  test('fields that are not known are named', () => {
    expect(readRows('[{"caption":"a","classes":"cat","steps":3}]')).toMatchObject({ ignored: ['steps'] });
    expect(readRows('caption,classes,notes\na,cat,x')).toMatchObject({ ignored: ['notes'] });
  });
});

describe('each row has its own error', () => {
  const json = (value: unknown) => JSON.stringify([value]);
  const good = { caption: 'a cat', classes: ['cat'] };
  test.each([
    ['1 not-an-object', json('a cat')],
    ['1 not-an-object', json([good])],
    ['1 not-an-object', json(null)],
    ['1 field-missing', json({ classes: ['cat'] })],
    ['1 field-missing', json({ caption: 'a cat' })],
    ['1 field-missing', '[{"__proto__":{"caption":"a cat"},"classes":"cat"}]'],
    ['1 field-type', json({ ...good, caption: 3 })],
    ['1 field-type', json({ ...good, classes: [8] })],
    ['1 field-type', json({ ...good, classes: null })],
    ['1 field-type', json({ ...good, filename: 7 })],
    ['1 field-type', json({ ...good, filename: ' ' })],
    ['1 field-type', json({ ...good, seed: -1 })],
    ['1 field-type', json({ ...good, seed: 1.5 })],
    ['1 field-type', json({ ...good, seed: 2 ** 32 })],
    ['1 class-unknown', json({ ...good, classes: ['cat', 'giraffe'] })],
    ['1 no-class', json({ ...good, classes: [] })],
    ['1 no-class', json({ ...good, classes: ' , ' })],
    ['1 too-long', json({ ...good, caption: 'cat '.repeat(20) })],
    ['1 too-long', json({ ...good, caption: 'x'.repeat(10_001) })],
    ['1 too-long', json({ ...good, classes: 'cat '.repeat(2_501) })],
    ['1 control-characters', json({ ...good, caption: 'a \u0007cat' })],
    ['1 control-characters', json({ ...good, caption: 'a cat \ud83d' })],
    ['1 control-characters', json({ ...good, classes: 'cat\u0000' })],
    ['1 control-characters', json({ ...good, filename: 'a\u202Egpj.exe' })],
    ['1 control-characters', json({ ...good, filename: 'a\nb.jpg' })],
    ['1 name-path', json({ ...good, filename: 'pictures/a.jpg' })],
    ['1 name-path', json({ ...good, filename: '..\\a.jpg' })],
    ['1 name-path', json({ ...good, filename: 'C:a.jpg' })],
    ['1 name-path', json({ ...good, filename: '..' })],
    ['1 name-reserved', json({ ...good, filename: 'con' })],
    ['1 name-reserved', json({ ...good, filename: 'Nul.jpg' })],
    ['1 name-reserved', json({ ...good, filename: 'LPT¹.tar.gz' })],
    ['1 name-invalid', json({ ...good, filename: 'what?.jpg' })],
    ['1 name-invalid', json({ ...good, filename: 'a.' })],
    ['1 name-invalid', json({ ...good, filename: '.jpg' })],
    ['1 name-invalid', json({ ...good, filename: `${'ü'.repeat(101)}.jpg` })],
    ['2 syntax', 'caption,classes\n"a cat,cat'],
    ['2 syntax', 'caption,classes\na cat, a dog,cat'],
    ['3 syntax', '{"caption":"a cat","classes":"cat"}\n\n{"caption":"a cat","classes":"cat"'],
    ['2 field-type', 'caption,classes,seed\na cat,cat,x7'],
    ['1 no-class', 'a landscape'],
    ['1 no-class', 'a cat;'],
    ['1 class-unknown', 'a giraffe; giraffe'],
  ])('%s: %s', (expected, text) => {
    expect(outcomes(text)).toContain(expected);
  });

  test('names that only look reserved are fine', () => {
    for (const filename of [
      'console.jpg',
      'com10.jpg',
      'my con.jpg',
      'a.con.jpg',
      '猫.jpg',
      'v1.2 final.png',
      '.hidden',
    ]) {
      expect(outcomes(json({ ...good, filename })), filename).toMatchObject([{ fileName: filename }]);
    }
  });

  test('the first of two rows with one file name is good, whatever its case and ending', () => {
    const names = ['Cat.jpg', 'cat.PNG', 'dog.jpg', 'CAT', 'e\u0301.jpg', '\u00c9.jpg'];
    const rows = outcomes(JSON.stringify(names.map((filename) => ({ ...good, filename }))));
    expect(rows.map((row) => (typeof row === 'string' ? row : row.fileName))).toEqual([
      'Cat.jpg',
      '2 name-duplicate',
      'dog.jpg',
      '4 name-duplicate',
      '\u00e9.jpg',
      '6 name-duplicate',
    ]);
  });

  test('a bad row takes no name away', () => {
    const rows = [
      { ...good, classes: [], filename: 'a.jpg' },
      { ...good, filename: 'a.jpg' },
    ];
    expect(outcomes(JSON.stringify(rows))).toMatchObject(['1 no-class', { fileName: 'a.jpg' }]);
  });

  test('messages name what was found', () => {
    const messages = readList('a giraffe; giraffe, cat\na cat').rows.map((row) => (row.ok ? '' : row.error.message));
    expect(messages).toEqual(['“giraffe”: no class of PASCAL VOC (20 classes).', '']);
  });
});

describe('what is no list at all', () => {
  test.each([
    ['empty', ' \n'],
    ['empty', '[]'],
    ['empty', 'caption,classes\n'],
    ['syntax', '[{"caption": "a cat",}]'],
    ['no-list', '{"caption": "a cat", "classes": "cat"}'],
    ['no-list', '{"prompts": {}}'],
    ['newer', '{"format":"prompt-list","version":2,"prompts":[]}'],
    ['too-large', 'a cat\n'.repeat(10_001)],
    ['too-large', `caption,classes\n${'a cat,cat\n'.repeat(10_001)}`],
  ])('%s: %.40j', (kind, text) => {
    expect(readRows(text)).toMatchObject({ ok: false, problem: { kind } });
  });

  test('a form that the content does not have', () => {
    expect(readRows('a cat', 'csv')).toMatchObject({ ok: false, problem: { kind: 'no-columns' } });
  });
});

describe('files', () => {
  const utf16 = (text: string, isLittle: boolean) =>
    Uint8Array.from(
      [...`\uFEFF${text}`]
        .flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])
        .map((_, i, all) => all[isLittle ? i : i ^ 1] as number),
    );
  test('UTF-8 and UTF-16 with its mark', () => {
    expect(decodeText(new TextEncoder().encode('\uFEFFa cat'))).toEqual({ text: 'a cat' });
    expect(decodeText(utf16('a cät', true))).toEqual({ text: 'a cät' });
    expect(decodeText(utf16('a cät', false))).toEqual({ text: 'a cät' });
  });
  test('Latin-1, a picture, and too much are refused', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xe4, 0x62))).toMatchObject({ problem: { kind: 'not-text' } });
    expect(decodeText(Uint8Array.of(0x50, 0, 0x4b))).toMatchObject({ problem: { kind: 'not-text' } });
    expect(decodeText(new Uint8Array(16 * 2 ** 20 + 1))).toMatchObject({ problem: { kind: 'too-large' } });
  });
});
