import { bareLoop, type PictureTime } from '../cli/bare-loop.ts';
import { median } from '../peers/timing.ts';

/** What `cli` starts in a process of its own: `--threads=2 --pictures=8`. Pairs a minute, if pictures were UNet calls alone. */
export async function run({ threads = '2', pictures = '8' }: Readonly<Record<string, string>> = {}) {
  const { same, untouched } = await bareLoop(Number(threads), Number(pictures));
  const speed = (times: readonly PictureTime[]) => ({
    pairsPerMinute: 60_000 / median(times.map(({ ms }) => ms)),
    cpuMs: median(times.map(({ cpuMs }) => cpuMs)),
  });
  return { threads: Number(threads), pictures: Number(pictures), same: speed(same), untouched: speed(untouched) };
}
