import { datasetUnreadable, parseJson } from './dataset-unreadable.ts';
import { nearest } from './read-manifest.ts';
import type { DatasetFiles } from './types.ts';

/**
 * The names of data.yaml by their indices, in the forms that Ultralytics documents: a line `0: name` each, a line `- name` each, or
 * `[name, name]`. Other YAML is not read.
 * @throws StudioError `dataset-unreadable` where there is no such file, or no names in it
 */
export async function namesOfDataYaml(files: DatasetFiles): Promise<string[]> {
  const path = nearest(files.paths, 'data.yaml');
  if (path === null) throw datasetUnreadable('Expected data.yaml, which names the classes; found none.');
  const lines = new TextDecoder().decode(await files.read(path)).split(/\r?\n/);
  const at = lines.findIndex((line) => /^names\s*:/.test(line));
  if (at < 0) throw datasetUnreadable(`Expected “names:” in ${path}, found none.`);
  const inline = /^names\s*:\s*\[(.*)\]\s*$/.exec(lines[at] ?? '')?.[1];
  const names: string[] = [];
  if (inline !== undefined) for (const item of inline.split(',')) names.push(scalar(item, path));
  else {
    for (const line of lines.slice(at + 1)) {
      const [, index, item] = /^\s*(?:(\d+)\s*:|-)\s+(.*)$/.exec(line) ?? [];
      if (item === undefined) break;
      names[index === undefined ? names.length : Number(index)] = scalar(item, path);
    }
  }
  if (names.length === 0) throw datasetUnreadable(`Expected class names under “names:” in ${path}, found none.`);
  return Array.from(names, (name, index) => name ?? `class ${index}`);
}

function scalar(text: string, path: string): string {
  const trimmed = text.trim();
  if (/^".*"$/.test(trimmed)) return String(parseJson(path, trimmed));
  if (/^'.*'$/.test(trimmed)) return trimmed.slice(1, -1).replaceAll("''", "'");
  return trimmed.replace(/\s+#.*$/, '');
}
