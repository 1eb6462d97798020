import { bareLoop } from '../cli/bare-loop.ts';
import { median } from '../peers/timing.ts';

/** What `cli` starts in a process of its own: `--threads=2 --pictures=8`. Pairs a minute, if pictures were UNet calls alone. */
export async function run({ threads = '2', pictures = '8' }: Readonly<Record<string, string>> = {}) {
  const { same, untouched } = await bareLoop(Number(threads), Number(pictures));
  return {
    threads: Number(threads),
    pictures: Number(pictures),
    samePerMinute: 60_000 / median(same),
    untouchedPerMinute: 60_000 / median(untouched),
  };
}
