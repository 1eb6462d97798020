import { openBundledModel } from '../../../src/engine/testing/bundled-model.ts';
import { nativeOrt } from '../../peers/native-ort.ts';
import { studioPictureMs } from '../../peers/studio-picture.ts';
import { median } from '../../peers/timing.ts';

/**
 * What `reference` starts in a process of its own: the studio's engine on native ONNX Runtime, `--threads=2 --runs=3`. Seconds of a
 * picture, and the process's highest resident set.
 */
export async function run({ threads = '2', runs = '3' }: Readonly<Record<string, string>> = {}) {
  const model = await openBundledModel({ ort: nativeOrt(Number(threads)) });
  await studioPictureMs(model);
  const times: number[] = [];
  for (let i = 0; i < Number(runs); i++) times.push(await studioPictureMs(model));
  return { threads: Number(threads), seconds: median(times) / 1000, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
