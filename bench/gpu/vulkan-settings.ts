import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string>>;

/** Where NVIDIA's packages and container images put the driver's description. */
const DESCRIPTIONS = [
  '/usr/share/vulkan/icd.d/nvidia_icd.json',
  '/usr/share/vulkan/icd.d/nvidia_icd.x86_64.json',
  '/etc/vulkan/icd.d/nvidia_icd.json',
  '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json',
];
/** Chromium's software driver, where no card is: the check runs in small then. */
const SOFTWARE = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LIBRARIES = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];
/** Where a driver's libraries lie that the loader's cache does not know. */
const FOLDERS = ['/usr/local/nvidia/lib64', '/usr/local/nvidia/lib'];

/**
 * Environments to try for a Vulkan driver: as it is, with each description of NVIDIA's driver that is there, with descriptions of our
 * own, each with the driver's folders and, for libraries that are missing (X11), those that came along; a software driver comes last.
 */
export function vulkanSettings(
  exists: (path: string) => boolean = existsSync,
  environment: NodeJS.ProcessEnv = process.env,
): Environment[] {
  const drivers = DESCRIPTIONS.filter(exists);
  if (exists('/proc/driver/nvidia') || exists('/dev/nvidia0')) drivers.push(...LIBRARIES.map(describe));
  const own = environment.LD_LIBRARY_PATH ?? '';
  const plain = [own, ...FOLDERS.filter(exists)].filter(Boolean).join(':');
  const withX11 = [plain, environment.GPU_CHECK_X11 ?? ''].filter(Boolean).join(':');
  return [
    {},
    ...[plain, withX11].flatMap((path) => drivers.map((file) => ({ VK_DRIVER_FILES: file, LD_LIBRARY_PATH: path }))),
    ...(exists(SOFTWARE) ? [{ VK_DRIVER_FILES: SOFTWARE }] : []),
  ];
}

function describe(library: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'vulkan-driver-')), 'nvidia.json');
  const ICD = { library_path: library, api_version: '1.3.277' };
  writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD }));
  return file;
}
