/**
 * `npm run notice`: writes the list of shipped packages (the `dependencies` and what they need, by package-lock.json) into NOTICE,
 * and a copy of NOTICE to public/notice.txt so that every build carries it. With --check it only says whether both are up to date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NOTICE = join(root, 'NOTICE');
const COPY = join(root, 'public/notice.txt');
const MARK = '---- packages in the built studio (written by scripts/notice.mjs) ----\n';

/** Copyright lines of packages that ship no licence file, from their repositories. */
const HOLDERS = {
  '@bufbuild/protobuf': 'Copyright 2021-2026 Buf Technologies, Inc.',
  'client-only': 'Copyright (c) Meta Platforms, Inc. and affiliates.',
  'onnxruntime-common': 'Copyright (c) Microsoft Corporation',
  'onnxruntime-web': 'Copyright (c) Microsoft Corporation',
};

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Folders under node_modules of all packages that can reach the bundle. Packages that hold only types ship nothing. */
function shippedFolders() {
  const { packages } = readJson(join(root, 'package-lock.json'));
  const isTypesOnly = (folder) => folder.includes('/@types/') || folder.endsWith('/undici-types');
  const found = new Set();
  const visit = (parent) => {
    for (const name of Object.keys(packages[parent].dependencies ?? {})) {
      const nested = `${parent}/node_modules/${name}`;
      const folder = nested in packages ? nested : `node_modules/${name}`;
      if (!(folder in packages))
        throw new Error(`${name}, needed by ${parent || 'the studio'}, is not in package-lock.json.`);
      if (found.has(folder) || isTypesOnly(folder)) continue;
      found.add(folder);
      visit(folder);
    }
  };
  visit('');
  return [...found].sort();
}

/** The copyright line of a package's licence file, else the one written down here, else its author. */
function holder(folder, manifest) {
  const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
  const text = name ? readFileSync(join(root, folder, name), 'utf8') : '';
  const line = /^\s*(copyright (?:\(c\)|©|\d{4}).*)$/im.exec(text)?.[1]?.trim();
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const found = line ?? HOLDERS[manifest.name] ?? author;
  if (!found) throw new Error(`${manifest.name} names no copyright holder: add one to HOLDERS.`);
  return found;
}

function source({ repository, name }) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (!url) return `https://www.npmjs.com/package/${name}`;
  const plain = url.replace(/^(git\+)?(ssh:\/\/git@|git:\/\/|https:\/\/)/, 'https://').replace(/\.git$/, '');
  return plain.startsWith('https://') ? plain : `https://github.com/${plain.replace(/^github:/, '')}`;
}

function packageLine(folder) {
  if (!existsSync(join(root, folder))) throw new Error(`${folder} is not installed: run npm ci first.`);
  const manifest = readJson(join(root, folder, 'package.json'));
  if (!manifest.license) throw new Error(`${manifest.name} names no licence.`);
  return `${manifest.name} ${manifest.version}: ${manifest.license}\n  ${holder(folder, manifest)}\n  ${source(manifest)}\n`;
}

const current = readFileSync(NOTICE, 'utf8');
const start = current.indexOf(MARK);
if (start < 0) throw new Error(`NOTICE lacks the line "${MARK.trim()}".`);
const wanted = `${current.slice(0, start)}${MARK}\n${shippedFolders().map(packageLine).join('')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(NOTICE, wanted);
  writeFileSync(COPY, wanted);
} else if (current !== wanted || !existsSync(COPY) || readFileSync(COPY, 'utf8') !== wanted) {
  console.error('NOTICE or public/notice.txt does not match the installed packages: run npm run notice.');
  process.exitCode = 1;
}
