import type { LabelClass, LabelSet } from '../prompt/types.ts';
import { fileNameKey } from './file-name-rules.ts';
import { JSON_FORMAT, JSON_VERSION } from './json-rows.ts';
import type { ListItem } from './types.ts';

/** Our JSON: all of an item, classes by the names that prompts use. @throws Error for a class id that the label set lacks */
export function writeListJson(items: readonly ListItem[], labelSet: LabelSet): string {
  const prompts = items.map(({ caption, classIds, fileName, seed }) => ({
    caption,
    classes: namesOf(classIds, labelSet),
    ...(fileName === undefined ? {} : { filename: fileName }),
    ...(seed === null ? {} : { seed }),
  }));
  return `${JSON.stringify({ format: JSON_FORMAT, version: JSON_VERSION, labelSet: labelSet.id, prompts }, null, 2)}\n`;
}

/**
 * Dataset Diffusion's JSON, `[{filename, caption: "caption; classes", class_prompt}]`, which its `gen_data.py` reads. Items without a
 * file name are numbered, as there. Seeds have no place in it.
 * @throws Error for a class id that the label set lacks
 */
export function writeReferenceJson(items: readonly ListItem[], labelSet: LabelSet): string {
  const taken = new Set(items.flatMap(({ fileName }) => (fileName === undefined ? [] : [fileNameKey(fileName)])));
  let number = 0;
  const nextName = () => {
    while (taken.has(String(number))) number++;
    return `${number++}.jpg`;
  };
  const rows = items.map(({ caption, classIds, fileName = nextName() }) => {
    const classPrompt = namesOf(classIds, labelSet).join(' ');
    return { filename: fileName, caption: `${caption}; ${classPrompt}`, class_prompt: classPrompt };
  });
  return `${JSON.stringify(rows)}\n`;
}

/** CSV after RFC 4180, in UTF-8 without a mark. @throws Error for a class id that the label set lacks */
export function writeListCsv(items: readonly ListItem[], labelSet: LabelSet): string {
  const rows = items.map(({ caption, classIds, fileName = '', seed }) => [
    caption,
    namesOf(classIds, labelSet).join(', '),
    fileName,
    seed === null ? '' : String(seed),
  ]);
  return [['caption', 'classes', 'filename', 'seed'], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A prompt a line, `caption; class, class`; file names and seeds have no place in it. @throws Error for a class id that the label set lacks */
export function writeListText(items: readonly ListItem[], labelSet: LabelSet): string {
  return items.map(({ caption, classIds }) => `${caption}; ${namesOf(classIds, labelSet).join(', ')}\n`).join('');
}

function namesOf(classIds: readonly number[], labelSet: LabelSet): string[] {
  return classIds.map((id) => classOf(id, labelSet).promptName);
}

function classOf(id: number, { classes, name }: LabelSet): LabelClass {
  const found = classes.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`${name} has no class ${id}.`);
  return found;
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
