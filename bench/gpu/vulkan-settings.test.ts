import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vulkanSettings } from './vulkan-settings.ts';

const only =
  (...paths: readonly string[]) =>
  (path: string) =>
    paths.includes(path);

test('a machine without an NVIDIA driver is asked as it is', () => {
  expect(vulkanSettings(only(), {})).toEqual([{}]);
});

test('a description of the driver is tried after that, then with the libraries that came along', () => {
  const icd = '/etc/vulkan/icd.d/nvidia_icd.json';
  const folder = '/usr/local/nvidia/lib64';
  expect(vulkanSettings(only(icd, folder), { LD_LIBRARY_PATH: '/at/lib', GPU_CHECK_X11: '/at/lib-x11' })).toEqual([
    {},
    { VK_DRIVER_FILES: icd, LD_LIBRARY_PATH: `/at/lib:${folder}` },
    { VK_DRIVER_FILES: icd, LD_LIBRARY_PATH: `/at/lib:${folder}:/at/lib-x11` },
  ]);
});

test('Chromium’s software driver is tried last', () => {
  const [software, icd] = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/etc/vulkan/icd.d/nvidia_icd.json'];
  expect(vulkanSettings(only(software), {})).toEqual([{}, { VK_DRIVER_FILES: software }]);
  expect(vulkanSettings(only(software, icd), {}).at(-1)).toEqual({ VK_DRIVER_FILES: software });
});

test('a card without a description gets one of our own for each of the driver’s libraries', () => {
  const [, ...own] = vulkanSettings(only('/dev/nvidia0'), {});
  const libraries = own.map(({ VK_DRIVER_FILES = '' }) => JSON.parse(readFileSync(VK_DRIVER_FILES, 'utf8')).ICD);
  expect(libraries.map(({ library_path }) => library_path)).toEqual([
    'libGLX_nvidia.so.0',
    'libEGL_nvidia.so.0',
    'libGLX_nvidia.so.0',
    'libEGL_nvidia.so.0',
  ]);
});
