import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { openJudge } from '../judge/judge.ts';
import { galleryOf, makePairsInParallel } from '../pairs/make-pairs.ts';
import { trainingPrompts } from '../world-scenes.ts';
import type { JudgedSubject } from './types.ts';

const KIND = { style: 'caption+classes', capture: 'paper' } as const;

/** The pictures of table (m), generated with their class labels in the prompt; what the judge sees is their truth. */
export async function* generatedSubjects(model: LoadedModel, count: number): AsyncGenerator<JudgedSubject> {
  await makePairsInParallel(model, KIND, count);
  const judge = await openJudge();
  const gallery = galleryOf(model, KIND);
  for (const prompt of trainingPrompts(count)) {
    const picture = gallery.picture(String(prompt.seed));
    yield { subject: { ...prompt, picture }, truth: await judge.segment(picture) };
  }
}
