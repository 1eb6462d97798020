import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { DOG } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

/**
 * An address of another machine to the browser, which then withholds its private file system, hashes and threads; the server
 * is ours.
 */
const ELSEWHERE = '192.0.2.77';

test.use({
  baseURL: async ({ baseURL }, use) => {
    const address = new URL(baseURL ?? 'missing');
    address.hostname = ELSEWHERE;
    await use(address.href);
  },
  launchOptions: async ({ launchOptions }, use) => {
    await use({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`],
    });
  },
});

test('over plain http pictures are made and exported, and what cannot be kept is told', async ({
  studio,
  page,
  guard,
}) => {
  guard.allow(/Cross-Origin-Opener-Policy header has been ignored/);
  const { filmstrip, tune } = studio;
  await studio.open();
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await expect(filmstrip.region).toContainText('stay until this page is closed');
  await expect(page.getByText(/Pictures cannot be kept.*https address or from localhost/)).toBeVisible();
  await studio.generate({ ...DOG, steps: 2 });
  const pixels = await tune.pixels();
  await tune.enter(tune.tau, 7);
  await expect.poll(() => tune.pixels()).not.toEqual(pixels);
  const zip = await DatasetZip.from(await filmstrip.download());
  expect(zip.masks()).toHaveLength(1);
});
