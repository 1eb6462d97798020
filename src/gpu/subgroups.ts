/** The most invocations that WGSL lets a subgroup have. */
const LARGEST_SUBGROUP = 128;

const largestSizes = new WeakMap<GPUDevice, number>();

/**
 * Notes whether shaders of a new device can work by subgroup: it needs the feature `subgroups`, and the language feature
 * `subgroup_id`, without which WGSL does not say which invocations form a subgroup.
 */
export function noteSubgroups(device: GPUDevice, info: GPUAdapterInfo, language: WGSLLanguageFeatures): void {
  if (!device.features.has('subgroups') || !language.has('subgroup_id')) return;
  largestSizes.set(device, info.subgroupMaxSize ?? LARGEST_SUBGROUP);
}

/** The most invocations that a subgroup has on this device; null where kernels must do without subgroups. */
export function largestSubgroup(device: GPUDevice): number | null {
  return largestSizes.get(device) ?? null;
}
