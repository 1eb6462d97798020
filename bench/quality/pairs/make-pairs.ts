import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ALL_TIMESTEPS } from '../../../src/core/diffusion/guided-timesteps.ts';
import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { settingOptions } from '../chosen-settings.ts';
import { kindSettings, type PairKind, quietContext, studioSettings } from '../studio-engine.ts';
import { BENCH_WORK } from '../training-tools.ts';
import type { WorldPrompt } from '../world-scenes.ts';
import { PairGallery } from './pair-gallery.ts';

/** The gallery of a model, its suggested settings and a kind of pairs. */
export function galleryOf(model: LoadedModel, kind: PairKind): PairGallery {
  const { unetSha256, suggested } = model.info;
  const { steps, guidance, guidedTimesteps = ALL_TIMESTEPS, sampler } = suggested;
  const { style, selfPower = 1, backgroundWords = '' } = kindSettings(model, kind);
  // Quick weights are another file than the one whose hash names the folder.
  const quick = kind.capture === 'quick' ? [model.filesSha256] : [];
  const captured = createHash('sha256')
    .update(JSON.stringify([selfPower, backgroundWords, ...quick]))
    .digest('hex')
    .slice(0, 8);
  const name = [unetSha256.slice(0, 12), sampler, steps, guidance, ...guidedTimesteps, style, captured].join('-');
  return new PairGallery(join(BENCH_WORK, 'pairs', name));
}

/** Makes the pairs that the gallery lacks, with the settings that the studio suggests. */
export async function makePairs(
  model: LoadedModel,
  kind: PairKind,
  prompts: readonly WorldPrompt[],
  onPair: (done: number) => void,
): Promise<void> {
  const gallery = galleryOf(model, kind);
  const { crossSides, selfSides, latentSize } = model.info;
  // Nobody watches: live heatmaps without refinement cost next to nothing.
  const tuning = { ...defaultTuning(crossSides, selfSides, latentSize, 1), tau: 0 };
  for (const [index, prompt] of prompts.entries()) {
    const id = String(prompt.seed);
    if (!gallery.has(id)) {
      const settings = { ...studioSettings(model, prompt), ...kindSettings(model, kind) };
      const request = { jobId: id, settings, classes: prompt.classes, tuning };
      const { picture, record, provenance } = await generatePicture(request, quietContext(model));
      const { width, height } = picture;
      const { createdAt = new Date().toISOString() } = provenance;
      gallery.put({ id, createdAt, width, height, settings, provenance, review: 'unreviewed' }, picture, record);
    }
    onPair(index + 1);
  }
}

/**
 * Makes missing pairs with a process a core: ONNX Runtime's calls queue up within one (see src/engine/networks/network.ts).
 *
 * @throws Error when one of them fails
 */
export async function makePairsInParallel(model: LoadedModel, kind: PairKind, count: number): Promise<void> {
  const parts = availableParallelism();
  await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const args = [
        'scripts/bench.mjs',
        'quality-pairs',
        ...settingOptions(model),
        `--style=${kind.style}`,
        `--capture=${kind.capture}`,
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
