import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PromptStyle } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import { generatePicture } from '../../src/engine/generate-picture.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { settingOptions } from './chosen-settings.ts';
import { PairGallery } from './pair-gallery.ts';
import { quietContext, studioSettings } from './studio-engine.ts';
import { WORK } from './training-tools.ts';
import type { WorldPrompt } from './world-scenes.ts';

/** The gallery of a model, its suggested settings and a prompt style. */
export function galleryOf({ info }: LoadedModel, style: PromptStyle): PairGallery {
  const { steps, guidance, sampler } = info.suggested;
  const name = `${info.unetSha256.slice(0, 12)}-${sampler}-${steps}-${guidance}-${style}`;
  return new PairGallery(join(WORK, 'pairs', name));
}

/** Makes the pairs that the gallery lacks, with the settings that the studio suggests. */
export async function makePairs(
  model: LoadedModel,
  style: PromptStyle,
  prompts: readonly WorldPrompt[],
  onPair: (done: number) => void,
): Promise<void> {
  const gallery = galleryOf(model, style);
  const { crossSides, selfSides, latentSize } = model.info;
  // Nobody watches: live heatmaps without refinement cost next to nothing.
  const tuning = { ...defaultTuning(crossSides, selfSides, latentSize, 1), tau: 0 };
  for (const [index, prompt] of prompts.entries()) {
    const id = String(prompt.seed);
    if (!gallery.has(id)) {
      const settings = { ...studioSettings(model, prompt), style };
      const request = { jobId: id, settings, classes: prompt.classes, tuning };
      const { picture, record, provenance } = await generatePicture(request, quietContext(model));
      const { width, height } = picture;
      const { createdAt } = provenance;
      gallery.put({ id, createdAt, width, height, settings, provenance, review: 'unreviewed' }, picture, record);
    }
    onPair(index + 1);
  }
}

/**
 * Makes missing pairs with a process a core: ONNX Runtime's calls queue up within one (see src/engine/network.ts).
 *
 * @throws Error when one of them fails
 */
export async function makePairsInParallel(model: LoadedModel, style: PromptStyle, count: number): Promise<void> {
  const parts = availableParallelism();
  await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const args = [
        'scripts/bench.mjs',
        'quality-pairs',
        ...settingOptions(model),
        `--style=${style}`,
        `--pictures=${count}`,
      ];
      return finished(
        spawn(process.execPath, [...args, `--part=${part}/${parts}`], { stdio: ['ignore', 'ignore', 'inherit'] }),
      );
    }),
  );
}

function finished(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Making pairs ended with ${code}.`))));
  });
}
