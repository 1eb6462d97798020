import * as v from 'valibot';
import { parseJson } from '../../src/core/dataset/read/dataset-unreadable.ts';
import { StudioError } from '../../src/core/errors.ts';
import { readInputText } from '../inputs/read-input.ts';

const ByName = v.record(v.string(), v.string());
const Coco = v.object({
  images: v.array(v.object({ id: v.number(), file_name: v.string() })),
  annotations: v.array(v.object({ image_id: v.number(), caption: v.string() })),
});

/**
 * Captions by file stem: COCO's captions JSON, the first caption of each picture; or one object, `{"name": "caption"}`.
 * @throws StudioError `file-missing`, `settings-invalid`
 */
export async function readCaptions(path: string): Promise<ReadonlyMap<string, string>> {
  const json = parseJson(path, await readInputText(path, 'captions'));
  const byName = v.safeParse(ByName, json);
  if (byName.success) return new Map(Object.entries(byName.output).map(([name, caption]) => [stemOf(name), caption]));
  const coco = v.safeParse(Coco, json);
  if (!coco.success) {
    const message = `Expected captions in ${path}: COCO’s captions_….json, or an object of captions by file name. Found another JSON.`;
    throw new StudioError({ code: 'settings-invalid', message });
  }
  const names = new Map(coco.output.images.map(({ id, file_name }) => [id, stemOf(file_name)]));
  const captions = new Map<string, string>();
  for (const { image_id, caption } of coco.output.annotations) {
    const name = names.get(image_id);
    if (name !== undefined && !captions.has(name)) captions.set(name, caption.trim());
  }
  return captions;
}

/** A file's name without its folders and its ending. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.(jpe?g|png)$/i, '');
}
