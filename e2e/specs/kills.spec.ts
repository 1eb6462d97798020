import { expect, test } from '@playwright/test';
import { runKills } from '../kills/kill-run.ts';

/** One of each kind on every run; `KILLS=50 KILL_SEED=7` for more (README). */
const KILLS = Number(process.env.KILLS ?? 4);
const SEED = Number(process.env.KILL_SEED ?? 31);

// The browsers here are not the test's own: there is nothing that a trace could show.
test.use({ trace: 'off', screenshot: 'off' });

test(`killed at ${KILLS} random moments of import, generation, painting and export, nothing that was shown as stored is lost`, async ({
  baseURL,
}) => {
  test.setTimeout(120_000 + KILLS * 60_000);
  const results = await runKills({
    kills: KILLS,
    seed: SEED,
    address: baseURL ?? '',
    log: (line) => console.log(line),
  });
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
});
