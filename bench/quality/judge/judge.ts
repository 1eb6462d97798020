import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { BACKGROUND_ID } from '../../../src/core/segmentation/types.ts';
import type { Picture } from '../../../src/rpc/contract.ts';

/** Trained by training/judge on real pictures with exact masks; judge/judge.json says how good it is. */
const FILE = new URL('./judge.onnx', import.meta.url);

/** A class is in a picture when at least so many of its 128 × 128 pixels are, as in training/judge/measure.py. */
const PRESENT_PIXELS = 64;

/** A segmenter that never saw a generated picture: it says what such a picture shows. */
export interface Judge {
  /** u8 `[H,W]` of 0 … 20: the class with the highest score at each pixel. */
  segment(picture: Picture): Promise<Uint8Array>;
}

export async function openJudge(): Promise<Judge> {
  const session = await ort.InferenceSession.create(readFileSync(FILE));
  return {
    async segment({ rgba, width, height }) {
      const pixels = width * height;
      const picture = new Float32Array(3 * pixels);
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let c = 0; c < 3; c++) picture[c * pixels + pixel] = (rgba[pixel * 4 + c] as number) / 127.5 - 1;
      }
      const { scores } = await session.run({ picture: new ort.Tensor('float32', picture, [1, 3, height, width]) });
      return highest(scores?.data as Float32Array, pixels);
    },
  };
}

/** The classes that the judge sees in its mask. */
export function classesIn(mask: Uint8Array): ReadonlySet<number> {
  const counts = new Uint32Array(256);
  for (const id of mask) counts[id] = (counts[id] as number) + 1;
  return new Set([...counts.keys()].filter((id) => id !== BACKGROUND_ID && (counts[id] as number) >= PRESENT_PIXELS));
}

/** Argmax over the first axis of `[C, pixels]`. */
function highest(scores: Float32Array, pixels: number): Uint8Array {
  const best = new Uint8Array(pixels);
  for (let offset = pixels; offset < scores.length; offset += pixels) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const leader = (best[pixel] as number) * pixels + pixel;
      if ((scores[offset + pixel] as number) > (scores[leader] as number)) best[pixel] = offset / pixels;
    }
  }
  return best;
}
