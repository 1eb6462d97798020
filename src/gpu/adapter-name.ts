export interface AdapterName {
  /** For people: `nvidia ampere`, `SwiftShader Device (Subzero)`. */
  readonly name: string;
  /** True for adapters that compute on the CPU. */
  readonly isFallback: boolean;
}

/** Software adapters that browsers do not always flag as fallbacks. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/** What to call an adapter. Browsers may leave any of the fields empty. */
export function adapterName(info: GPUAdapterInfo): AdapterName {
  const known = [info.vendor, info.architecture].filter((part) => part !== '').join(' ');
  const name = info.description || info.device || known || 'unnamed adapter';
  const isFallback = info.isFallbackAdapter === true || SOFTWARE.test(`${name} ${known}`);
  return { name, isFallback };
}
