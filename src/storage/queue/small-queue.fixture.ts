import { SMALL_SETTINGS, SMALL_TUNING } from '../../core/dataset/small-facts.fixture.ts';
import type { QueueItem } from './types.ts';

export function smallItem(id: string, change: Partial<QueueItem> = {}): QueueItem {
  return {
    id,
    order: 1,
    settings: SMALL_SETTINGS,
    classes: [{ id: 8, name: 'cat', promptName: 'cat', synonyms: ['kitten'], color: [64, 0, 0] }],
    tuning: SMALL_TUNING,
    model: { id: 'emoji-scenes', name: 'Emoji scenes', sha256: 'ab12' },
    repetition: 0,
    failure: null,
    ...change,
  };
}
