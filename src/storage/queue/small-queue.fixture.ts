import type { QueueItem } from './types.ts';

export function smallItem(id: string, change: Partial<QueueItem> = {}): QueueItem {
  return {
    id,
    order: 1,
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
    classes: [{ id: 8, name: 'cat', promptName: 'cat', synonyms: ['kitten'], color: [64, 0, 0] }],
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
    model: { id: 'emoji-scenes', name: 'Emoji scenes', sha256: 'ab12' },
    repetition: 0,
    failure: null,
    ...change,
  };
}
