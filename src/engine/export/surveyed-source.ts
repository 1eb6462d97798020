import type { DatasetSource } from '../../core/dataset/types.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { PairWork } from './pair-work.ts';
import type { SurveyedPair } from './survey.ts';

/** Called before each read; what they throw ends it. */
export interface ReadHooks {
  readonly onJpeg?: () => void;
  readonly onMask?: () => Promise<void>;
  readonly onClassMaps?: () => void;
}

/** Surveyed pairs as writers of datasets take them. */
export function surveyedSource(
  surveyed: readonly SurveyedPair[],
  labelSet: LabelSet,
  work: Pick<PairWork, 'readJpeg' | 'readClassMaps'>,
  { onJpeg, onMask, onClassMaps }: ReadHooks = {},
): DatasetSource {
  const byStem = new Map(surveyed.map((pair) => [pair.entry.stem, pair]));
  const pairOf = (stem: string) => byStem.get(stem) as SurveyedPair;
  return {
    labelSet,
    entries: surveyed.map(({ entry }) => entry),
    readJpeg: async (stem) => {
      onJpeg?.();
      const { id, jpeg } = pairOf(stem);
      return jpeg ?? work.readJpeg(id);
    },
    readMaskPng: async (stem) => {
      await onMask?.();
      return pairOf(stem).maskPng;
    },
    readEdges: async (stem) => pairOf(stem).edges,
    readClassMaps: (stem) => {
      onClassMaps?.();
      const { id, entry } = pairOf(stem);
      return work.readClassMaps({ id, width: entry.width, height: entry.height, tuning: entry.tuning });
    },
  };
}
