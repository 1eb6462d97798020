import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import wabt from 'wabt';

const FEATURES = { simd: true, threads: true };

/** Compiles `import bytes from './x.wat'` (WebAssembly text, with SIMD and shared memory) to the module's bytes. */
export function watModules(): Plugin {
  return {
    name: 'wat-modules',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wat')) return null;
      this.addWatchFile(id);
      const { parseWat } = await wabt();
      const module = parseWat(id, readFileSync(id, 'utf8'), FEATURES);
      // Its types leave out that it takes the features, too.
      Reflect.apply(module.validate, module, [FEATURES]);
      const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
      module.destroy();
      return `export default Uint8Array.from(atob('${base64}'), (char) => char.charCodeAt(0));`;
    },
  };
}
