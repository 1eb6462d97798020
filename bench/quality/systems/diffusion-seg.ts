import { resizeMap } from '../../../src/core/attention/resize-map.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import type { Picture } from '../../../src/rpc/contract.ts';
import { attentionCut } from './cut/attention-cut.ts';
import { type CoherenceShares, coherenceEdges } from './cut/coherence.ts';
import { paintRegions, type System } from './system.ts';

/** Of the grid that is cut: half of the bundled model's pictures. */
const SIDE = 64;
const COHERENCES = [2, 4, 8, 16];
const LEVELS = [0.1, 0.2, 0.3, 0.4];

/**
 * The first stage of DiffusionSeg (arXiv 2303.09813), which makes its pictures' masks, in kind: an object is what a graph cut finds, with
 * cross-attention as evidence of single cells, and self-attention (semantic coherence) and neighbourhood (spatial coherence) for what
 * belongs together. What is simpler here: only a token's strongest links are edges, both coherences share one weight, and the exact form of
 * the terms is this project's own. Its second stage, a segmenter trained on these masks, is what tables of trained segmenters are for.
 */
export function diffusionSeg(name: string, settings: TuningSettings, shares: CoherenceShares): System {
  const points = COHERENCES.flatMap((coherence) => LEVELS.map((level) => ({ coherence, level })));
  return {
    name,
    points: points.map(({ coherence, level }) => `coherence ${coherence}, level ${level}`),
    masksOf({ paper, picture, links }) {
      const pixels = picture.width * picture.height;
      const { scores } = openRecordCpu(paper, picture).segment({ ...settings, tau: 0 });
      const edges = coherenceEdges(picture, links, SIDE, shares);
      const classes = paper.classIds.map((classId, index) => {
        const own = scores.subarray(index * pixels, (index + 1) * pixels);
        const evidence = resizeMap(
          Float32Array.from(own, (score) => score / 255),
          picture.width,
          SIDE,
        );
        return { classId, scores: own, evidence };
      });
      return points.map(({ coherence, level }) => {
        const regions = classes.map(({ evidence, ...region }) => {
          const cells = attentionCut(evidence, level, coherence, edges);
          return { ...region, inside: pixelsOf(cells, picture) };
        });
        return { mask: paintRegions(regions, pixels) };
      });
    },
  };
}

/** u8 `[SIDE²]` at the picture's size: each pixel as its cell. */
function pixelsOf(cells: Uint8Array, { width, height }: Picture): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const x = Math.floor(((pixel % width) * SIDE) / width);
    const y = Math.floor((Math.floor(pixel / width) * SIDE) / height);
    return cells[y * SIDE + x] as number;
  });
}
