import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { type CpuRecordSegmenter, openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { randomPicture } from '../../../src/gpu/testing/random-picture.ts';
import { randomRecord } from '../../../src/gpu/testing/random-record.ts';
import { median } from '../../peers/timing.ts';

const SIZE = 512;
const CLASS_IDS = [8, 9, 15];
const WARM_UP = 50;
const CHANGES = 400;

/**
 * A drag of τ as the tuning worker meets it: milliseconds from a changed τ to mask bytes, score bytes, presence, counts
 * and histogram at 512×512 with 3 classes, on the CPU; class maps of side 32 upsampled by bicubic, the same guided by the
 * picture, and guided at side 64. Every change has a τ of its own, so no class map is reused.
 */
export async function run(): Promise<Record<string, unknown>> {
  const record = randomRecord({ classIds: CLASS_IDS, crossSides: [8, 16, 32], selfSides: [16, 32], windowBins: 4 });
  const opened = openRecordCpu(record, randomPicture(SIZE, SIZE));
  const tuning: TuningSettings = {
    ...defaultTuning(record.crossSides, [16, 32], 32, record.windowBins),
    upsampling: 'bicubic',
  };
  return {
    ...drag(opened, tuning),
    guided: drag(opened, { ...tuning, upsampling: 'guided' }),
    guidedSide64: dragAtSide64(),
    changes: CHANGES,
    size: SIZE,
    classes: CLASS_IDS.length,
  };
}

function dragAtSide64() {
  const record = randomRecord({ classIds: CLASS_IDS, crossSides: [16], selfSides: [64], windowBins: 1 });
  const tuning = defaultTuning([16], [64], 64, 1);
  return drag(openRecordCpu(record, randomPicture(SIZE, SIZE)), { ...tuning, upsampling: 'guided' });
}

function drag(opened: CpuRecordSegmenter, tuning: TuningSettings) {
  const times: number[] = [];
  const masks = new Set<string>();
  for (let change = 0; change < WARM_UP + CHANGES; change++) {
    const tau = (8 * change) / (WARM_UP + CHANGES);
    const started = performance.now();
    const { mask, pixels } = opened.segment({ ...tuning, tau });
    const elapsed = performance.now() - started;
    if (mask.length !== SIZE * SIZE) throw new Error(`The mask has ${mask.length} pixels.`);
    masks.add(JSON.stringify(pixels));
    if (change >= WARM_UP) times.push(elapsed);
  }
  // Guards the measurement: masks that never change would mean that nothing was computed.
  if (masks.size < CHANGES / 10) throw new Error(`${CHANGES} values of τ gave only ${masks.size} different masks.`);
  times.sort((a, b) => a - b);
  return { p50Ms: median(times), p95Ms: times[Math.ceil(0.95 * times.length) - 1], maxMs: times.at(-1) };
}
