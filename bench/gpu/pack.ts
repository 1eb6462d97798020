import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { watModules } from '../../scripts/vite-wat.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ORT_FILES = ['ort.webgpu.min.mjs', 'ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'];
const MODEL = 'public/models/emoji-scenes';
/** Debian's Chromium brings a Vulkan loader that needs glibc alone. */
const CHROMIUM_LOADER = '/usr/lib/chromium/libvulkan.so.1';

export interface StageOptions {
  /** Folder with `lib` (Vulkan and GL loaders) and `lib-x11`; Chromium's Vulkan loader if left out. */
  readonly loaders?: string | undefined;
  readonly withModel: boolean;
}

/** Fills a folder with all that the check needs on a machine of this kind: Node, Dawn, ONNX Runtime Web, the script, licences. */
export async function stage(folder: string, { loaders, withModel }: StageOptions): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [watModules()],
    ssr: { noExternal: true },
    build: {
      ssr: 'bench/gpu/main.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'check.mjs' } },
    },
  });
  const packages = createRequire(import.meta.url);
  const ort = dirname(packages.resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'));
  for (const name of ORT_FILES) copyFileSync(join(ort, name), join(folder, name));
  // The package lists its entry alone, which lies beside `dist`.
  const dawn = join(dirname(fileURLToPath(import.meta.resolve('webgpu'))), 'dist/linux-x64/dawn.node');
  copyFileSync(dawn, join(folder, 'dawn.node'));
  copyFileSync(process.execPath, join(folder, 'node'));
  chmodSync(join(folder, 'node'), 0o755);
  for (const binary of ['node', 'dawn.node']) execFileSync('strip', [join(folder, binary)]);
  if (loaders) cpSync(loaders, folder, { recursive: true });
  else if (existsSync(CHROMIUM_LOADER)) {
    mkdirSync(join(folder, 'lib'));
    copyFileSync(CHROMIUM_LOADER, join(folder, 'lib/libvulkan.so.1'));
  }
  for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(root, name), join(folder, name));
  if (withModel) cpSync(join(root, MODEL), join(folder, 'model'), { recursive: true });
}

/** Writes `gpu-check.tar.xz` and `run.sh` into a folder. @returns bytes of both */
export async function pack(out: string, options: StageOptions): Promise<number> {
  const staged = mkdtempSync(join(tmpdir(), 'gpu-check-'));
  try {
    await stage(staged, options);
    mkdirSync(out, { recursive: true });
    const [archive, script] = [join(out, 'gpu-check.tar.xz'), join(out, 'run.sh')];
    // In blocks, which several threads pack and unpack.
    const command = 'set -o pipefail; tar --owner=0 --group=0 -C "$1" -cf - . | xz -6 -T0 -c > "$2"';
    execFileSync('bash', ['-c', command, 'pack', staged, archive]);
    copyFileSync(join(root, 'bench/gpu/run.sh'), script);
    return statSync(archive).size + statSync(script).size;
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
