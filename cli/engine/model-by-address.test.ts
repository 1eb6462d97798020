import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { asked, serveModel } from '../testing/served-model.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

it('generate downloads a model by its address once, says so, and works without a connection afterwards', async () => {
  const [folder, { server, url, files }] = [temporaryFolder(), await serveModel()];
  const list = join(folder, 'list.json');
  writeFileSync(list, JSON.stringify([{ filename: 'a.jpg', caption: 'a cat', class_prompt: 'cat' }]));
  const generate = async (name: string) => {
    const out = join(folder, name);
    const args = ['--prompts', list, '--steps', '1', '--model', url, '--threads', '1', '--out', out];
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    const { exitCode, stderr } = await runHere(['generate', ...args, '--json'], { env });
    return { exitCode, events: linesOf(stderr), bytes: exitCode === 0 ? readFileSync(out) : null };
  };
  const first = await generate('first.zip');
  expect(first.events).toContainEqual(
    expect.objectContaining({
      event: 'download',
      from: url,
      message: expect.stringMatching(/^Downloads \d+ kB of small from http/),
    }),
  );
  expect(first.events).toContainEqual(expect.objectContaining({ event: 'progress', unit: 'MB' }));
  expect(first.exitCode).toBe(0);
  expect(asked(server)).toHaveLength(files.size);
  await server.stop();
  const second = await generate('second.zip');
  expect(second.exitCode).toBe(0);
  expect(second.events.filter(({ event }) => event === 'download')).toEqual([]);
  expect(second.bytes?.equals(first.bytes!)).toBe(true);
});

it('sites reads the graph alone of a model by its address', async () => {
  const [folder, { server, url }] = [temporaryFolder(), await serveModel()];
  const { exitCode, stdout } = await runHere(['sites', '--model', url, '--cache', folder, '--json']);
  expect(exitCode).toBe(0);
  expect(linesOf(stdout)).toMatchObject([{ selfSites: 1, crossSites: 1, latentSides: [8, 8] }]);
  const whole = asked(server).filter((line) => /\.onnx$/.test(line));
  expect(whole).toEqual([]);
});
