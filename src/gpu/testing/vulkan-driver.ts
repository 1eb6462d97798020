import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** Debian's Chromium brings a Vulkan loader and a software driver of its own. */
const CHROMIUM = '/usr/lib/chromium';
const LOADER = `${CHROMIUM}/libvulkan.so.1`;
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`;
/** glibc's RTLD_NODELETE: a library stays loaded after it is closed. */
const KEEP_LOADED = 0x1000;

/**
 * Makes Vulkan findable for Dawn, which asks for `libvulkan.so.1` by name: on a machine without a Vulkan of its own,
 * Chromium's loader and SwiftShader serve. A driver named in VK_DRIVER_FILES keeps its place.
 */
export function provideVulkan(): void {
  if (!process.env.VK_DRIVER_FILES && existsSync(SWIFTSHADER)) process.env.VK_DRIVER_FILES = SWIFTSHADER;
  // A Chromium elsewhere, Playwright's own for one, has the loader beside its driver.
  const besideDriver = join(dirname(process.env.VK_DRIVER_FILES ?? ''), 'libvulkan.so.1');
  const loader = [besideDriver, LOADER].find((path) => existsSync(path));
  if (!loader) return;
  try {
    process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_NOW | KEEP_LOADED);
  } catch {
    // Node says that the loader is no Node addon and closes it. By then it is loaded for good, which is all we want;
    // had it not loaded, Dawn finds no adapter and the caller says so.
  }
}
