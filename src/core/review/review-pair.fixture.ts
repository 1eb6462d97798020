import type { ReviewPair } from './types.ts';

/** For tests: a pair of 100 pixels that asked for class 8 and has 30 pixels of it. */
export function reviewPair(id: string, change: Partial<ReviewPair> = {}): ReviewPair {
  const createdAt = `2026-11-22T10:00:00.${id.padStart(3, '0')}Z`;
  return {
    id,
    createdAt,
    width: 10,
    height: 10,
    review: 'unreviewed',
    presence: [{ classId: 8, evidence: 3, present: true }],
    pixels: { background: 65, void: 5, classes: { 8: 30 } },
    settings: {
      caption: 'a cat',
      classIds: [8],
      labelSetId: 'voc-20',
      style: 'caption+classes',
      negativePrompt: '',
      seed: 42,
      steps: 20,
      guidance: 4,
      sampler: 'ddim',
      eta: 0,
    },
    tuning: {
      tau: 4,
      alpha: 0.3,
      beta: 0.45,
      crossSides: [2],
      selfSide: 2,
      window: [0, 0],
      softmax: 'all',
      presenceGate: true,
    },
    provenance: {
      modelId: 'emoji-scenes',
      modelSha256: 'ab12',
      backend: 'wasm',
      adapter: '2 threads',
      studioVersion: '0.1.0',
      createdAt,
      prompt: 'a cat; cat',
      classPrompt: 'cat',
    },
    ...change,
  };
}
