import { openBenchEngine } from '../../peers/bundled-engine.ts';
import { studioPictureMs } from '../../peers/studio-picture.ts';
import { median } from '../../peers/timing.ts';

export interface ReferenceInput {
  readonly threads: number;
  readonly runs: number;
}

/** What `reference` measures in Chromium: the studio's engine on WASM. */
export async function run({ threads, runs }: ReferenceInput): Promise<Record<string, unknown>> {
  const { model } = await openBenchEngine(null, threads);
  await studioPictureMs(model);
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await studioPictureMs(model));
  return { threads, seconds: median(times) / 1000 };
}
