import { meanOf } from '../evidence/mean-of.ts';
import type { LookRequest } from '../looks/look-request.ts';
import type { Recipe } from '../types.ts';
import { aloneColumns, buildRecipe, columnsOf, jointColumns, type Sides } from './build-recipe.ts';

/**
 * Class prompts that name one class each. Their columns come from softmaxes of their own, over as many positions each; what
 * makes them comparable is the min-max per class that every recipe has, as for classes of one prompt. K of all of them is
 * made in the same UNet call, so they cost no more.
 */
export function promptRecipes(sides: Sides, looks: readonly LookRequest[]): Recipe[] {
  const about = (name: string) => ({
    group: 'class prompt',
    name,
    source: 'OVAM (any text after the fact), CVPR 2024',
  });
  return [
    buildRecipe(about("the picture's own prompt"), sides, {
      looks,
      columns: (seen) => columnsOf(seen, seen.subject.texts.prompt),
    }),
    buildRecipe(about('one prompt a class'), sides, { looks, columns: aloneColumns }),
    buildRecipe(about('mean of joint and one a class'), sides, {
      looks,
      columns: (seen) => meanOf([jointColumns(seen), aloneColumns(seen)]),
    }),
  ];
}
