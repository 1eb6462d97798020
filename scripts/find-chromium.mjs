/**
 * Finds a Chrome or Chromium that tests can drive, or installs Chromium: by apt-get on Debian as root, else Playwright's own.
 * As a command it prints what it does and, as the last line, the path.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

/** What the tests rely on (WebGPU on by default, OPFS, headless as the full browser) is there from this version on. */
const OLDEST_MAJOR = 132;

const COMMANDS = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome'];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(command) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function installedPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((root) => apps.map((app) => join(root, app)));
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    return roots.filter(Boolean).flatMap((root) => apps.map((app) => join(root, app)));
  }
  return COMMANDS.map(onPath);
}

/** The version that `path` reports, or null when it is no browser that can be used. */
function versionOf(path) {
  // Chrome on Windows opens a window instead of answering --version.
  if (process.platform === 'win32') return 'of unknown version';
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = /(?:Chromium|Chrome)\D*((\d+)[\d.]*)/.exec(stdout ?? '');
  return status === 0 && version && Number(version[2]) >= OLDEST_MAJOR ? version[1] : null;
}

function firstUsable(candidates) {
  for (const path of candidates) {
    if (!path || !existsSync(path)) continue;
    const version = versionOf(path);
    if (version) return { path, version };
  }
  return null;
}

/** A mirror that hangs must not hang the tests. */
const INSTALL_TIMEOUT_MS = 6 * 60_000;

function run(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: INSTALL_TIMEOUT_MS,
    }).status === 0
  );
}

/** True where apt-get can install packages: Debian (Ubuntu's chromium package is a snap stub), as root. */
export function isDebianRoot() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return process.getuid?.() === 0 && /^ID="?debian"?$/m.test(release) && Boolean(onPath('apt-get'));
}

/** Installs Debian packages; false when that failed. */
export function installDebianPackages(...packages) {
  const patient = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];
  // Lists that are a day old often serve, so a failed update does not end it.
  run('apt-get', [...patient, 'update']);
  return run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages]);
}

function installWithPlaywright() {
  const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
  const withDependencies = process.platform === 'linux' && process.getuid?.() === 0;
  return run(process.execPath, [cli, 'install', ...(withDependencies ? ['--with-deps'] : []), 'chromium']);
}

/**
 * The path of a usable Chrome or Chromium. Looks at CHROME_PATH, PLAYWRIGHT_CHROMIUM, the usual places and Playwright's
 * own download; installs Chromium when there is none.
 * @throws Error when nothing was found and nothing could be installed, or a variable names no usable browser.
 */
export function findOrInstallChromium() {
  for (const name of ['CHROME_PATH', 'PLAYWRIGHT_CHROMIUM']) {
    const path = process.env[name];
    if (!path) continue;
    if (!firstUsable([path]))
      throw new Error(`${name} is ${path}, which is no Chrome or Chromium of version ${OLDEST_MAJOR} or later.`);
    return path;
  }
  const candidates = () => [...installedPlaces(), chromium.executablePath()];
  let found = firstUsable(candidates());
  if (!found) {
    console.log(`No Chrome or Chromium (version ${OLDEST_MAJOR} or later) found: installing Chromium.`);
    if (isDebianRoot()) installDebianPackages('chromium', 'fonts-liberation');
    found = firstUsable(candidates());
    if (!found) installWithPlaywright();
    found = firstUsable(candidates());
  }
  if (!found)
    throw new Error('No Chrome or Chromium found, and none could be installed. Install one, or set CHROME_PATH to it.');
  console.log(`Chromium ${found.version}: ${found.path}`);
  return found.path;
}

/** The Vulkan driver file of the SwiftShader that comes with `chromiumPath`, for WebGPU in Node; null when it has none. */
export function findSwiftShader(chromiumPath) {
  if (process.platform !== 'linux') return null;
  const name = 'vk_swiftshader_icd.json';
  const folders = [dirname(realpathSync(chromiumPath)), '/usr/lib/chromium', '/opt/google/chrome'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Environment for test commands: the browser's path, and SwiftShader for WebGPU in Node unless a driver is already named. */
export function chromiumEnvironment() {
  const path = findOrInstallChromium();
  const driver = process.env.VK_DRIVER_FILES ?? findSwiftShader(path);
  if (!driver && process.platform === 'linux')
    console.log(`No SwiftShader beside ${path}: WebGPU tests in Node need a Vulkan driver.`);
  return { ...process.env, PLAYWRIGHT_CHROMIUM: path, ...(driver ? { VK_DRIVER_FILES: driver } : {}) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findOrInstallChromium());
