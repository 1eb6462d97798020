import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import { chooseProvider, PROVIDERS } from './choose-provider.ts';

/** As onnxruntime-node lists them on Linux, with one that nobody can ask for. */
const LINUX = ['cpu', 'webgpu', 'cuda', 'tensorrt'];

describe('a provider', () => {
  it.each([
    [null, ['cpu'], 'cpu', 'ONNX Runtime on the CPU with 1 thread, as nothing else was asked for.'],
    [
      null,
      LINUX,
      'cpu',
      'ONNX Runtime on the CPU with 1 thread, as nothing else was asked for; --provider cuda or webgpu asks for what else is installed.',
    ],
    ['cpu', LINUX, 'cpu', 'ONNX Runtime on the CPU with 1 thread, as asked.'],
    [
      'cuda',
      LINUX,
      'cuda',
      'ONNX Runtime with cuda, as asked; operators that it lacks, and attention, run on the CPU with 1 thread.',
    ],
    [
      'dml',
      ['cpu', 'dml'],
      'dml',
      'ONNX Runtime with dml, as asked; operators that it lacks, and attention, run on the CPU with 1 thread.',
    ],
  ] as const)('%s of %j is %s, and says why', (asked, listed, provider, reason) => {
    expect(chooseProvider(asked, listed, 1)).toEqual({ provider, reason });
  });

  it.each([
    ['dml', 'found dml, which is for Windows. Choose'],
    ['coreml', 'found coreml, which is for macOS. Choose'],
    ['tensorrt', 'found tensorrt. Choose'],
  ])('%s that the runtime lacks is refused with those that it has', (asked, told) => {
    const choose = () => chooseProvider(asked as never, LINUX, 1);
    expect(choose).toThrow(told);
    expect(choose).toThrow('offers (cpu, cuda, webgpu)');
  });
});

it('says on this machine of each provider what is used, or why it cannot be', { timeout: 120_000 }, async () => {
  const { listSupportedBackends } = await import('onnxruntime-node');
  const listed = listSupportedBackends().map(({ name }) => name);
  const out = temporaryFolder();
  for (const provider of PROVIDERS) {
    const args = ['--prompts', 'docs/examples/prompts.json', '--steps', '1', '--shard', '1/50', '--threads', '1'];
    const place = join(out, provider);
    const { exitCode, stderr } = await runHere(['generate', ...args, '--provider', provider, '--out', place, '--json']);
    const told = stderr.match(/"event":"backend".*|"code":"backend-unavailable".*/)?.[0];
    if (exitCode === 0) expect(told).toContain(`"provider":"${provider}"`);
    else {
      const why = listed.includes(provider) ? `offers ${provider}, but it does not start here` : `found ${provider}`;
      expect(told).toContain(why);
      expect(exitCode).toBe(4);
    }
  }
});
