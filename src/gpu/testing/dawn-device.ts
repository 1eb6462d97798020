import { create, globals } from 'webgpu';
import { requestStudioDevice, type StudioDevice } from '../device.ts';
import { provideVulkan } from './vulkan-driver.ts';

/** Dawn's instance must outlive every device that it made. */
let gpu: GPU | null = null;

/**
 * A WebGPU device without a browser: npm's `webgpu` (Dawn) on the machine's Vulkan driver, else on Chromium's SwiftShader.
 *
 * @throws Error saying what to install. Suites that need a device fail; they never skip.
 */
export async function openDawnDevice(): Promise<StudioDevice> {
  try {
    return await requestStudioDevice(openGpu());
  } catch (error) {
    throw new Error(
      'Kernel tests need a Vulkan driver and found none. Install Chromium, whose SwiftShader serves (Debian: ' +
        '`apt-get install chromium`), or a Vulkan driver, or name a driver description in VK_DRIVER_FILES ' +
        `(now ${process.env.VK_DRIVER_FILES ?? 'unset'}).`,
      { cause: error },
    );
  }
}

/**
 * A device as the poorest browser gives it: WebGPU's guaranteed limits and no optional feature.
 *
 * @throws Error where `openDawnDevice` does
 */
export async function openPlainDevice(): Promise<GPUDevice> {
  const adapter = await openGpu().requestAdapter();
  if (adapter) return adapter.requestDevice({ label: 'plain' });
  // Says what to install.
  return (await openDawnDevice()).device;
}

function openGpu(): GPU {
  provideVulkan();
  Object.assign(globalThis, globals);
  gpu ??= create([]);
  return gpu;
}
