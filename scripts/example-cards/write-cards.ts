import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import { compressRunLengths, runLengths } from '../../src/core/dataset/regions/run-lengths.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { VOID_ID } from '../../src/core/segmentation/types.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { type Example, examplesFor } from '../../src/studio/settings/examples.ts';
import { type DrawnExample, drawExample } from './draw-example.ts';
import { madeWith } from './made-with.ts';

export const CARD_FOLDER = fileURLToPath(new URL('../../src/ui/stage/examples/cards/', import.meta.url));

/** Draws all examples: a JPEG each, and one list with their masks and what they were made with. */
export async function writeCards(tell: (line: string) => void): Promise<void> {
  const model = await openBundledModel();
  rmSync(CARD_FOLDER, { recursive: true, force: true });
  mkdirSync(CARD_FOLDER, { recursive: true });
  const masks: Record<string, Record<string, string>> = {};
  let bytes = 0;
  for (const example of examplesFor(VOC_20)) {
    const drawn = await drawExample(model, example);
    const jpeg = encodeJpeg(drawn.picture);
    writeFileSync(join(CARD_FOLDER, `${example.name}.jpg`), jpeg);
    masks[example.name] = masksOf(example, drawn);
    bytes += jpeg.length;
    tell(`${example.name}, seed ${example.seed}: ${jpeg.length} bytes`);
  }
  const list = JSON.stringify({ madeWith: madeWith(), side: model.info.sizes.usual.width, masks }, null, 2);
  writeFileSync(join(CARD_FOLDER, 'cards.json'), `${list}\n`);
  tell(`${bytes + list.length} bytes in all`);
}

/** Run lengths as in COCO's files, by class name; those of void under `void`. */
function masksOf({ classIds }: Example, { mask, picture: { width, height } }: DrawnExample): Record<string, string> {
  const labelled = { width, height, labels: Int32Array.from(mask), regions: [] };
  const box = { x: 0, y: 0, width, height };
  const textOf = (id: number) =>
    compressRunLengths(runLengths(labelled, { label: id, classId: id, areaPixels: 0, box }));
  const classes = VOC_20.classes.filter(({ id }) => classIds.includes(id));
  return Object.fromEntries([...classes, { id: VOID_ID, name: 'void' }].map(({ id, name }) => [name, textOf(id)]));
}
