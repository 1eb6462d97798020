import { classPresence } from '../../../../src/core/segmentation/presence.ts';
import { crossColumns, meanSelf, pickColumns, resizeColumns, sideBySide } from '../evidence/evidence.ts';
import { type Decision, openEvidence } from '../evidence/mask-from-evidence.ts';
import { type Sharpening, sharpenRows } from '../evidence/sharpen-rows.ts';
import type { ClassText, ClassTexts } from '../looks/class-texts.ts';
import type { Look } from '../looks/look.ts';
import { type LookRequest, lookKey } from '../looks/look-request.ts';
import type { HeadMix } from '../looks/mix-heads.ts';
import type { Recipe, SubjectLooks } from '../types.ts';

/** What all recipes have in common: the studio's default sides. */
export interface Sides {
  readonly cross: number;
  readonly self: number;
}

/** What a recipe's own step sees. */
export interface Seen {
  readonly subject: SubjectLooks;
  readonly looks: readonly Look[];
  readonly sides: Sides;
}

/** The steps of a recipe; what is left out is as in the studio. */
export interface RecipeSteps {
  readonly looks: readonly LookRequest[];
  readonly decision?: Decision;
  /** Those of the looks that A_S comes from; left out: all. */
  readonly selfLooks?: readonly LookRequest[];
  /** Those of the looks that A_C comes from; left out: all. */
  readonly crossLooks?: readonly LookRequest[];
  /** Text whose first columns the presence gate looks at; left out: the class prompt. */
  readonly gate?: (texts: ClassTexts) => ClassText;
  /** What becomes of A_S, the looks' mean; left out: nothing. */
  readonly sharpening?: Sharpening;
  /** fp32 `[N, M + B]` on the self grid; `self` is A_S as this recipe has it. */
  readonly columns?: (seen: Seen, self: Float32Array) => Float32Array;
}

/** @param about group, name and source */
export function buildRecipe(
  about: Pick<Recipe, 'group' | 'name' | 'source'>,
  sides: Sides,
  steps: RecipeSteps,
): Recipe {
  const { looks: requests, selfLooks = requests, crossLooks = requests, decision = 'threshold' } = steps;
  return {
    ...about,
    looks: requests,
    open(subject) {
      const looks = crossLooks.map((request) => subject.at(request));
      const self = selfOf(subject, selfLooks, steps.sharpening, sides.self ** 2);
      const seen = { subject, looks, sides };
      const { picture } = subject.subject;
      return openEvidence({
        side: sides.self,
        self,
        columns: steps.columns?.(seen, self) ?? jointColumns(seen),
        classIds: subject.classIds,
        present: presentClasses(seen, steps.gate?.(subject.texts) ?? subject.texts.joint),
        decision,
        width: picture.width,
        height: picture.height,
      });
    },
  };
}

/** A_S over looks, and what a recipe makes of it: recipes share both. */
function selfOf(
  subject: SubjectLooks,
  requests: readonly LookRequest[],
  sharpening: Sharpening | undefined,
  tokens: number,
): Float32Array {
  const key = requests.map(lookKey).join(' ');
  const mean = subject.remember(key, () => meanSelf(requests.map((request) => subject.at(request))));
  if (!sharpening) return mean;
  return subject.remember(`${key} ${JSON.stringify(sharpening)}`, () => sharpenRows(mean, tokens, sharpening));
}

/** The studio's gate on a text's uniform mean. */
function presentClasses({ subject, looks, sides }: Seen, text: ClassText): boolean[] {
  const { classIds } = subject;
  const columns = resizeColumns(crossColumns(looks, text, sides.cross), sides.cross, sides.self);
  const raw = pickColumns(
    columns,
    text.spans.length,
    classIds.map((_, column) => column),
  );
  return classPresence({ raw, classIds, positions: text.positions }).map(({ present }) => present);
}

/** A_C of one text on the self grid. */
export function columnsOf({ looks, sides }: Seen, text: ClassText, mix?: HeadMix, side = sides.cross): Float32Array {
  return resizeColumns(crossColumns(looks, text, side, mix), side, sides.self);
}

/** The studio's own columns. */
export const jointColumns = (seen: Seen, mix?: HeadMix) => columnsOf(seen, seen.subject.texts.joint, mix);

/** Each class from a text that names it alone. */
export function aloneColumns(seen: Seen): Float32Array {
  const { alone } = seen.subject.texts;
  return sideBySide(
    alone.map((text) => columnsOf(seen, text)),
    seen.sides.self ** 2,
  );
}
