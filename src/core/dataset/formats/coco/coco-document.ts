import { PackedText } from '../../packed-text.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';

/** One annotation file, gathered picture by picture; its text is never in memory as a whole. */
export class CocoDocument {
  readonly #head: PackedText;
  readonly #images: PackedText[] = [];
  readonly #annotations: PackedText[] = [];

  constructor(categories: readonly object[]) {
    const info = {
      description: 'Pictures with pseudo-labels, made by Dataset Diffusion Studio',
      version: '1',
    };
    const [infoText, categoriesText] = [info, categories].map((value) => JSON.stringify(value));
    this.#head = new PackedText(`{"info":${infoText},"licenses":[],"categories":${categoriesText},"images":[`);
  }

  addPicture(imageId: number, { stem, width, height }: SplitEntry, annotations: readonly object[]): void {
    this.#add(this.#images, [{ id: imageId, file_name: `${stem}.jpg`, width, height }]);
    if (annotations.length > 0) this.#add(this.#annotations, annotations);
  }

  file(path: string): DatasetFile {
    const between = new PackedText('\n],"annotations":[');
    const texts = [this.#head, ...this.#images, between, ...this.#annotations, new PackedText('\n]}\n')];
    const parts = {
      *[Symbol.iterator]() {
        for (const text of texts) yield text.bytes();
      },
    };
    return { path, read: () => parts };
  }

  #add(list: PackedText[], values: readonly object[]): void {
    const lines = values.map((value) => JSON.stringify(value)).join(',\n');
    list.push(new PackedText(`${list.length === 0 ? '' : ','}\n${lines}`));
  }
}
