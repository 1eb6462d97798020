import type { Region } from './types.ts';

interface PairLosses {
  /** How many regions there are of the pair. */
  readonly taken: number;
  readonly dropped: readonly Region[];
  readonly voidPixels: number;
}

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Sums up what masks have and a format of regions has not. */
export class RegionLosses {
  readonly #minAreaPixels: number;
  #dropped = 0;
  #droppedPixels = 0;
  #picturesThatLost = 0;
  #voidPixels = 0;
  #picturesWithVoid = 0;
  #emptyPictures = 0;

  constructor(minAreaPixels: number) {
    this.#minAreaPixels = minAreaPixels;
  }

  add({ taken, dropped, voidPixels }: PairLosses): void {
    this.#dropped += dropped.length;
    this.#droppedPixels += dropped.reduce((sum, { areaPixels }) => sum + areaPixels, 0);
    if (dropped.length > 0) this.#picturesThatLost++;
    this.#voidPixels += voidPixels;
    if (voidPixels > 0) this.#picturesWithVoid++;
    if (taken === 0) this.#emptyPictures++;
  }

  /** Sentences, for the export's result and the card. `voidBecomes` says what trainers take void pixels for. */
  notes(voidBecomes: string): string[] {
    const notes: string[] = [];
    if (this.#dropped > 0) {
      notes.push(
        `${counted(this.#dropped, 'region')} of fewer than ${counted(this.#minAreaPixels, 'pixel')} left out, ${counted(this.#droppedPixels, 'pixel')} in ${counted(this.#picturesThatLost, 'picture')}.`,
      );
    }
    if (this.#voidPixels > 0) {
      notes.push(
        `${counted(this.#voidPixels, 'void pixel')} in ${counted(this.#picturesWithVoid, 'picture')} ${voidBecomes}.`,
      );
    }
    if (this.#emptyPictures > 0) {
      notes.push(`${counted(this.#emptyPictures, 'picture has', 'pictures have')} no region.`);
    }
    return notes;
  }
}
