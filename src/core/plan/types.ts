import type { LabelSet } from '../prompt/types.ts';

/** Where scenes happen: phrases for captions, and the classes that belong there. */
export interface PlanPlace {
  /** One of them stands in the caption, such as `on the grass`. */
  readonly phrases: readonly string[];
  /** Null: every class. */
  readonly classIds: readonly number[] | null;
}

/** How captions are made, as data: one for each world that a model knows. */
export interface PlanWorld {
  /** None: captions without a place, and every class may stand with every other. */
  readonly places: readonly PlanPlace[];
  /** With `{classes}` ("a dog, a cat and a bus") or `{beside}` ("a dog next to a cat and a bus"), and `{place}`. */
  readonly templates: readonly string[];
}

export interface PlanRequest {
  readonly labelSet: LabelSet;
  /** How many pictures shall show a class, by class id; missing and 0: none. */
  readonly targets: Readonly<Record<number, number>>;
  /** Pairs of class ids that may not stand in one picture. */
  readonly apart: readonly (readonly [number, number])[];
  /** Shares of pictures with one, two and three classes, in any unit; a size of share 0 is not made. */
  readonly sizeShares: readonly [number, number, number];
  readonly world: PlanWorld;
  /** Captions use a class's synonyms, too, not only the word that stands in prompts. */
  readonly useSynonyms: boolean;
  /** Unsigned 32-bit. */
  readonly seed: number;
}

export interface PlannedScene {
  readonly caption: string;
  /** One to three, each once. */
  readonly classIds: readonly number[];
}

export type ShortfallReason =
  /** No place suits the class. */
  | 'no-place'
  /** Pictures have two or three classes, and none may stand with it. */
  | 'no-partner'
  /** The classes that may stand with it have as many pictures as they shall. */
  | 'partners-used-up'
  /** Pictures hold two or three classes, and that does not come out even. */
  | 'uneven';

/** A class that the plan cannot give exactly as many pictures as it shall have. */
export interface Shortfall {
  readonly classId: number;
  readonly target: number;
  readonly planned: number;
  readonly reason: ShortfallReason;
  readonly message: string;
}

export interface Plan {
  readonly scenes: readonly PlannedScene[];
  /** Pictures that show a class, by id; those with a target. */
  readonly planned: Readonly<Record<number, number>>;
  /** Pictures with one, two and three classes. */
  readonly sizes: readonly [number, number, number];
  readonly shortfalls: readonly Shortfall[];
  /** What else does not come out as asked, in words: shares of sizes that the rules do not allow. */
  readonly notes: readonly string[];
}

/** What a person asks of a plan, as it is written in the dialog and kept between visits. */
export interface PlanForm {
  /** Class ids are those of this label set. */
  readonly labelSetId: string;
  readonly worldId: string;
  readonly targets: Readonly<Record<number, number>>;
  readonly apart: readonly (readonly [number, number])[];
  /** Per cent of pictures with one, two and three classes. */
  readonly sizeShares: readonly [number, number, number];
  /** Names of the world's places that are used. */
  readonly placeNames: readonly string[];
  /** A phrase a line; every class belongs there. */
  readonly ownPlaces: string;
  /** A template a line. */
  readonly templates: string;
  readonly useSynonyms: boolean;
  readonly seed: number;
}
