import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Of older sources: a process may still run from one for a while. */
const KEEP_MS = 7 * 24 * 60 * 60_000;
const IS_NO_SOURCE = /\.(test|fixture|testkit)\.tsx?$|\.md$/;

/**
 * The command line as JavaScript: bundled once for each state of the sources and kept in `.cache/cli`, or in the system's folder of
 * temporary files where the package's own may not be written. Several processes may come at once.
 *
 * @param {string} rootFolder of the package
 * @returns {Promise<string>} path of the entry
 */
export async function bundledCli(rootFolder) {
  const hash = hashSources(rootFolder);
  const temporary = join(tmpdir(), `dataset-diffusion-cli-${process.getuid?.() ?? 0}`);
  // Anybody may make a folder there: what another user put into it is not run.
  const places = [join(rootFolder, '.cache', 'cli'), ...(isOfAnother(temporary) ? [] : [temporary])];
  const kept = places.map((place) => entryOf(join(place, hash))).find((path) => existsSync(path));
  if (kept) return kept;
  for (const [i, place] of places.entries()) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o700 });
      return await bundleInto(place, hash, rootFolder);
    } catch (error) {
      const isRefused = ['EACCES', 'EPERM', 'EROFS'].includes(error.code);
      if (!isRefused || i === places.length - 1) throw error;
    }
  }
}

function isOfAnother(folder) {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  return owner !== undefined && process.getuid !== undefined && owner !== process.getuid();
}

const entryOf = (folder) => join(folder, 'main.mjs');

async function bundleInto(place, hash, rootFolder) {
  const fresh = mkdtempSync(join(place, 'new-'));
  try {
    const { build } = await import('vite');
    await build({ configFile: join(rootFolder, 'cli/vite.config.ts'), root: rootFolder, build: { outDir: fresh } });
    renameSync(fresh, join(place, hash));
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process was faster, with the same sources.
    if (!existsSync(entryOf(join(place, hash)))) throw error;
  }
  removeOld(place, hash);
  return entryOf(join(place, hash));
}

function removeOld(place, hash) {
  for (const name of readdirSync(place)) {
    const folder = join(place, name);
    const isOld = name !== hash && Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > KEEP_MS;
    if (isOld) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of all that the bundle is made of. */
function hashSources(rootFolder) {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(rootFolder, path)))
      .update('\0');
  for (const path of ['package.json', 'package-lock.json', 'scripts/vite-wat.ts']) add(path);
  for (const folder of ['cli', 'src']) {
    const names = readdirSync(join(rootFolder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !IS_NO_SOURCE.test(entry.name))
      .map((entry) => relative(rootFolder, join(entry.parentPath ?? entry.path, entry.name)));
    for (const name of names.sort()) add(name);
  }
  return hash.digest('hex').slice(0, 32);
}
