import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, stage } from '../gpu/pack.ts';

/**
 * The check for a real graphics card. `--pack=FOLDER` writes the archive to carry to the machine (`bash run.sh OUTDIR` there);
 * otherwise it runs here, on VK_DRIVER_FILES' driver or Chromium's SwiftShader. `--loaders=FOLDER`: Vulkan and GL loaders to take
 * along, `--model=no`: without the bundled model, `--out=FOLDER`: for the results.
 */
export async function run(options: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  const { pack: target, loaders, model, out = mkdtempSync(join(tmpdir(), 'gpu-results-')), parts = '' } = options;
  if (target) return { archive: target, bytes: await pack(target, { loaders, withModel: model !== 'no' }) };
  const staged = mkdtempSync(join(tmpdir(), 'gpu-check-'));
  try {
    await stage(staged, { loaders, withModel: true });
    const environment = { ...process.env, LD_LIBRARY_PATH: join(staged, 'lib') };
    const args = [join(staged, 'check.mjs'), out, join(staged, 'model'), ...parts.split(',').filter(Boolean)];
    const { status } = spawnSync(join(staged, 'node'), args, { env: environment, stdio: 'inherit' });
    if (status !== 0) throw new Error(`The check ended with ${status}.`);
    return { results: join(out, 'results.jsonl') };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
