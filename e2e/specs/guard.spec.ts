import { expect, test } from '../fixtures/test.ts';

// The other specs rely on the guard, so it must be able to see.
test('a request to another origin is refused by the policy and seen by the guard', async ({ page, guard }) => {
  await page.goto('./');
  const refused = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => false,
      () => true,
    ),
  );
  expect(refused).toBe(true);
  await expect.poll(() => guard.problems()).toEqual(expect.arrayContaining([expect.stringContaining('127.0.0.1:9')]));
  guard.allow(/127\.0\.0\.1:9/);
});

// The worker that loads models may ask servers that models come from: by https, or on this machine. No other may.
for (const [name, address] of [
  ['tuning', 'http://127.0.0.1:9/'],
  ['tuning', 'https://models.invalid/'],
  ['diffusion', 'http://models.invalid/'],
] as const) {
  test(`the policy keeps the ${name} worker from ${address}`, async ({ studio, guard }) => {
    await studio.open();
    // The mask worker starts with the first mask.
    if (name === 'tuning') await studio.generate({ caption: 'a dog', classes: ['dog'], seed: 3, steps: 1 });
    const answer = await studio.worker(name).evaluate(
      (target) =>
        fetch(target).then(
          () => 'sent',
          (error: Error) => error.message,
        ),
      address,
    );
    expect(answer).toContain('Failed to fetch');
    expect(guard.problems().filter((problem) => problem.startsWith('request'))).toEqual([]);
    guard.allow(/127\.0\.0\.1:9|models\.invalid/);
  });
}
