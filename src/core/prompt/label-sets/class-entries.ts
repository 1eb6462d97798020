import { COCO_80 } from '../coco-80.ts';
import { classProblems, isReservedName, MAX_CLASSES, nothingSeen, see } from '../label-set.ts';
import type { LabelClass, Rgb } from '../types.ts';
import { VOC_20 } from '../voc-20.ts';
import { freeColors } from './free-colors.ts';

/** A class without its place. */
export type ClassContent = Omit<LabelClass, 'id'>;

/** A line, or an entry of a list, of a file that something is wrong with. */
export interface EntryProblem {
  /** Where it stands: `line 3`, `class 3`. */
  readonly at: string;
  /** `changed`: the class was taken, with another colour. */
  readonly effect: 'left out' | 'changed';
  /** What was expected, what was found, what to do. */
  readonly message: string;
}

/** What a file of classes held. */
export interface ReadClasses {
  /** Of the set; null where the file has none. */
  readonly name: string | null;
  readonly classes: readonly ClassContent[];
  readonly problems: readonly EntryProblem[];
}

/** What a reader found in one place; what is missing is filled in. */
export interface ClassEntry {
  readonly at: string;
  readonly name: string;
  readonly promptName?: string;
  readonly synonyms?: readonly string[];
  /** Null: none was given. */
  readonly color: Rgb | null;
  readonly cocoCategoryId?: number;
}

/** An entry that a reader could make nothing of. */
export interface BadEntry {
  readonly at: string;
  readonly problem: string;
}

/**
 * Takes the entries that are classes, and says of each other one why it is none. Background and void are there by themselves.
 * Names that VOC and COCO know get their words; classes without a colour, or with one that is taken, get one that is free.
 */
export function takeEntries(entries: readonly (ClassEntry | BadEntry)[], name: string | null = null): ReadClasses {
  const problems: EntryProblem[] = [];
  const taken: (Omit<ClassContent, 'color'> & { readonly color: Rgb | null })[] = [];
  const places = new Map<string, string>();
  const seen = nothingSeen();
  for (const entry of entries) {
    const { at } = entry;
    const leaveOut = (message: string) => problems.push({ at, effect: 'left out', message });
    if ('problem' in entry) {
      leaveOut(entry.problem);
      continue;
    }
    if (isReservedName(entry.name)) continue;
    const before = places.get(entry.name);
    if (before !== undefined) {
      leaveOut(`Expected a name of its own, found “${entry.name}” again, as in ${before}. Rename one of the two.`);
      continue;
    }
    if (taken.length === MAX_CLASSES) {
      leaveOut(`Expected at most ${MAX_CLASSES} classes, found “${entry.name}” after them. Make two sets of it.`);
      continue;
    }
    const owner = entry.color && seen.colors.get(String(entry.color));
    const one = { ...contentOf(entry), id: taken.length + 1, color: owner ? null : entry.color };
    const [broken] = classProblems(one, seen);
    if (broken) {
      const [, expected, found] = broken;
      leaveOut(`Expected ${expected}, found ${found}. Correct it and import it again.`);
      continue;
    }
    if (owner) {
      const message = `Expected a colour of its own for “${entry.name}”, found ${String(entry.color)}, which “${owner}” has. It was given a free one; choose another if you like.`;
      problems.push({ at, effect: 'changed', message });
    }
    see(one, seen);
    places.set(entry.name, at);
    const { id: _place, ...content } = one;
    taken.push(content);
  }
  return { name, classes: withColors(taken), problems };
}

/** The words of an entry: its own, or those of VOC or COCO for the name, or the name with spaces. */
function contentOf({ name, promptName, synonyms, cocoCategoryId }: ClassEntry): Omit<ClassContent, 'color'> {
  const known = promptName === undefined ? KNOWN.get(name) : undefined;
  const content = {
    name,
    promptName: promptName ?? known?.promptName ?? wordsOf(name),
    synonyms: synonyms ?? known?.synonyms ?? [],
  };
  return cocoCategoryId === undefined ? content : { ...content, cocoCategoryId };
}

/** VOC's last, so that its words go before COCO's where both know a name. */
const KNOWN = new Map([...COCO_80.classes, ...VOC_20.classes].map((one) => [one.name, one]));

/** `traffic_light` → `traffic light` */
export function wordsOf(name: string): string {
  return name.replace(/[_\s]+/g, ' ').trim() || name;
}

function withColors(
  classes: readonly (Omit<ClassContent, 'color'> & { readonly color: Rgb | null })[],
): ClassContent[] {
  const given = classes.map(({ color }) => color).filter((color) => color !== null);
  const free = freeColors(classes.length - given.length, given);
  return classes.map((one) => ({ ...one, color: one.color ?? (free.shift() as Rgb) }));
}
