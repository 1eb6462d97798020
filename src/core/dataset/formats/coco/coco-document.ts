import type { DatasetFile, SplitEntry } from '../../types.ts';

const utf8 = new TextEncoder();

/**
 * One annotation file, gathered picture by picture: as text it is encoded at once, so that no more than its bytes is kept, and they are
 * not copied when it is written.
 */
export class CocoDocument {
  readonly #head: Uint8Array;
  readonly #images: Uint8Array[] = [];
  readonly #annotations: Uint8Array[] = [];

  constructor(categories: readonly object[]) {
    const info = {
      description: 'Synthetic pictures with pseudo-labels, made by Dataset Diffusion Studio',
      version: '1',
    };
    const [infoText, categoriesText] = [info, categories].map((value) => JSON.stringify(value));
    this.#head = utf8.encode(`{"info":${infoText},"licenses":[],"categories":${categoriesText},"images":[`);
  }

  addPicture(imageId: number, { stem, width, height }: SplitEntry, annotations: readonly object[]): void {
    this.#add(this.#images, [{ id: imageId, file_name: `${stem}.jpg`, width, height }]);
    if (annotations.length > 0) this.#add(this.#annotations, annotations);
  }

  file(path: string): DatasetFile {
    const between = utf8.encode('\n],"annotations":[');
    return { path, read: () => [this.#head, ...this.#images, between, ...this.#annotations, utf8.encode('\n]}\n')] };
  }

  #add(list: Uint8Array[], values: readonly object[]): void {
    const lines = values.map((value) => JSON.stringify(value)).join(',\n');
    list.push(utf8.encode(`${list.length === 0 ? '' : ','}\n${lines}`));
  }
}
