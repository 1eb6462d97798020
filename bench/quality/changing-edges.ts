import type { AttentionEdges } from '../../src/core/attention/types.ts';
import { capturePicture } from '../../src/engine/jobs/capture-picture.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { attentionEdgesCpu, LEAST } from '../../src/gpu/kernels/attention-edges/attention-edges.cpu.ts';
import { shippedTuning } from './shipped-tuning.ts';
import { kindSettings, quietContext, studioSettings } from './studio-engine.ts';
import { watchSelf } from './watch-self.ts';
import type { WorldScene } from './world-scenes.ts';

/** Of a thousand, falling: close enough to see when self-attention changes most. */
const TIMESTEPS = [850, 750, 650, 550, 450, 350, 250, 150, 50];

/**
 * Edges where TRACE (arXiv 2503.07982) takes them: at the step at which self-attention differs most from the one before, by the
 * Kullback-Leibler divergence. The studio takes those of the mean over its calls.
 */
export async function changingEdges(model: LoadedModel, scene: WorldScene, side: number): Promise<AttentionEdges> {
  const tokens = side * side;
  const maps: Float32Array[] = [];
  const watched = watchSelf(model, side, (map) => maps.push(normalised(map, tokens)));
  const kind = { style: 'caption+classes', capture: 'studio' } as const;
  const settings = { ...studioSettings(model, scene), ...kindSettings(model, kind), renoiseTimesteps: TIMESTEPS };
  const { picture, classes, seed } = scene;
  const upload = { fileName: `${seed}.png`, sha256: null };
  const tuning = shippedTuning(model, TIMESTEPS.length);
  await capturePicture({ jobId: String(seed), picture, upload, settings, classes, tuning }, quietContext(watched));
  const changes = maps.map((map, index) => (index === 0 ? 0 : divergence(map, maps[index - 1] as Float32Array)));
  const a = maps[changes.indexOf(Math.max(...changes))] as Float32Array;
  const values = new Float32Array(tokens);
  attentionEdgesCpu({ a, scale: 1, width: side, height: side, edges: values });
  return { width: side, height: side, values };
}

/** A side's map is the sum over its sites: rows of equal sums. */
function normalised(sum: Float32Array, tokens: number): Float32Array {
  const row = sum.subarray(0, tokens).reduce((total, value) => total + value, 0);
  return sum.map((value) => value / row);
}

function divergence(p: Float32Array, q: Float32Array): number {
  return p.reduce((sum, value, i) => sum + value * Math.log((value + LEAST) / ((q[i] as number) + LEAST)), 0);
}
