import type { Region } from './types.ts';

interface PairLosses {
  /** How many regions there are of the pair. */
  readonly taken: number;
  readonly dropped: readonly Region[];
  /** Pixels that its regions have at least. */
  readonly least: number;
  readonly voidPixels: number;
}

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Sums up what masks have and a format of regions has not. */
export class RegionLosses {
  /** Null: another from picture to picture. */
  #least: number | null | undefined;
  #withoutEdges = 0;
  #dropped = 0;
  #droppedPixels = 0;
  #picturesThatLost = 0;
  #voidPixels = 0;
  #picturesWithVoid = 0;
  #emptyPictures = 0;

  add({ taken, dropped, least, voidPixels }: PairLosses): void {
    if (dropped.length > 0) this.#least = this.#least === undefined || this.#least === least ? least : null;
    this.#dropped += dropped.length;
    this.#droppedPixels += dropped.reduce((sum, { areaPixels }) => sum + areaPixels, 0);
    if (dropped.length > 0) this.#picturesThatLost++;
    this.#voidPixels += voidPixels;
    if (voidPixels > 0) this.#picturesWithVoid++;
    if (taken === 0) this.#emptyPictures++;
  }

  /** A picture's objects should end at edges in its attention, which were not kept. */
  addWithoutEdges(): void {
    this.#withoutEdges++;
  }

  /** Sentences, for the export's result and the card. `voidBecomes` says what trainers take void pixels for; null: masks hold them. */
  notes(voidBecomes: string | null): string[] {
    const notes: string[] = [];
    if (this.#dropped > 0) {
      const small = this.#least
        ? `of fewer than ${counted(this.#least, 'pixel')}`
        : 'smaller than their picture’s smallest object';
      notes.push(
        `${counted(this.#dropped, 'region')} ${small} left out, ${counted(this.#droppedPixels, 'pixel')} in ${counted(this.#picturesThatLost, 'picture')}.`,
      );
    }
    if (this.#withoutEdges > 0) {
      notes.push(
        `${counted(this.#withoutEdges, 'picture has', 'pictures have')} no edges in attention kept: connected parts are the objects there.`,
      );
    }
    if (voidBecomes === null) return notes;
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
