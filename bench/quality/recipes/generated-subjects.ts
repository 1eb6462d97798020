import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import { generatePicture } from '../../../src/engine/generate-picture.ts';
import type { LoadedModel } from '../../../src/engine/load-model.ts';
import { openJudge } from '../judge.ts';
import { quietContext, studioSettings } from '../studio-engine.ts';
import { heldOutScenes } from '../world-scenes.ts';
import type { JudgedSubject } from './types.ts';

/** Pictures that the model makes of held-out captions and classes, as table (m) does; what the judge sees is their truth. */
export async function* generatedSubjects(model: LoadedModel, count: number): AsyncGenerator<JudgedSubject> {
  const judge = await openJudge();
  const { crossSides, selfSides, latentSize } = model.info;
  const tuning = defaultTuning(crossSides, selfSides, latentSize, 1);
  let seed = 0;
  for (const { caption, classes } of heldOutScenes(count)) {
    const settings = { ...studioSettings(model, { caption, classes, seed }), seed };
    const { picture } = await generatePicture({ jobId: String(seed), settings, classes, tuning }, quietContext(model));
    yield { subject: { picture, caption, classes, seed }, truth: await judge.segment(picture) };
    seed++;
  }
}
