import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { adaptiveThreshold, leastScore } from './adaptive-threshold.ts';
import { paintRegions, type System } from './system.ts';

/** Steps of the random walk. */
const WALKS = [1, 2, 4, 8];
/** From where on a pixel that the walk reached counts as the object. */
const LEVELS = [0.2, 0.3, 0.4, 0.5];
/** 0.1, 0.15 … 0.8: what each picture chooses from by itself. */
const THRESHOLDS = Array.from({ length: 15 }, (_, step) => 0.1 + 0.05 * step);

/**
 * DiffuMask (arXiv 2303.11681) in kind: cross-attention of the class word, cut for each picture and class at the threshold whose region
 * agrees best with an affinity map. What is simpler here: the affinity map is a random walk of the same evidence on the model's own
 * self-attention, where the paper trains an AffinityNet; and no dense CRF mends the mask, for which guided upsampling may stand in.
 * How well region and affinity map agree is the certainty that the noise filter goes by, where the paper trains a segmenter in folds.
 */
export function diffuMask(name: string, settings: TuningSettings): System {
  const points = WALKS.flatMap((walk) => LEVELS.map((level) => ({ walk, level })));
  return {
    name,
    points: points.map(({ walk, level }) => `walk ${walk}, level ${level}`),
    masksOf({ paper, picture }) {
      const pixels = picture.width * picture.height;
      const segmenter = openRecordCpu(paper, picture);
      const scoresAt = (tau: number) => segmenter.segment({ ...settings, tau }).scores;
      const evidence = scoresAt(0);
      const walked = new Map(WALKS.map((walk) => [walk, scoresAt(walk)]));
      return points.map(({ walk, level }) => {
        const affinities = walked.get(walk) ?? evidence;
        const regions = paper.classIds.map((classId, index) => {
          const ofClass = (scores: Uint8Array) => scores.subarray(index * pixels, (index + 1) * pixels);
          const scores = ofClass(evidence);
          const reference = regionFrom(ofClass(affinities), level);
          const { threshold, iou } = adaptiveThreshold(scores, reference, THRESHOLDS);
          return { classId, scores, inside: regionFrom(scores, threshold), iou };
        });
        const certainty = regions.reduce((sum, { iou }) => sum + iou, 0) / regions.length;
        return { mask: paintRegions(regions, pixels), certainty };
      });
    },
  };
}

function regionFrom(scores: Uint8Array, threshold: number): Uint8Array {
  const least = leastScore(threshold);
  return scores.map((score) => (score >= least ? 1 : 0));
}
