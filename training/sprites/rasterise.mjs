/**
 * `node training/sprites/rasterise.mjs FOLDER` writes the sprite bank:
 * - `sprites.rgba`: u8 [drawings, 96, 96, 4], straight alpha, one drawing after the other;
 * - `sprites.json`: the side in pixels and, per drawing, its class, name and icon set;
 * - `attribution.csv`: per drawing, who drew it, under which licence, and where it comes from.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { DRAWINGS, ICON_SETS } from './drawings.mjs';

const SIDE = 96;
/** Vectors are drawn larger and scaled down, which gives smoother edges. */
const VECTOR_SIDE = 384;
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

const require = createRequire(import.meta.url);
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

function openIconSet(name) {
  const folder = dirname(require.resolve(`@iconify-json/${name}/package.json`));
  return {
    icons: readJson(join(folder, 'icons.json')),
    info: readJson(join(folder, 'info.json')),
    version: readJson(join(folder, 'package.json')).version,
  };
}

const findIcon = (set, name) => set.icons[name] ?? set.icons[set.aliases?.[name]?.parent];

/** u8 [96, 96, 4] of one icon, centred and fitted into the square. */
function rasterise(icon, set) {
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `viewBox="0 0 ${width} ${height}" width="${VECTOR_SIDE}" height="${VECTOR_SIDE}">${icon.body}</svg>`;
  return sharp(Buffer.from(svg))
    .resize(SIDE, SIDE, { fit: 'contain', background: TRANSPARENT })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

const csvCell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvLine = (cells) => `${cells.map(csvCell).join(',')}\n`;

const folder = process.argv[2];
if (!folder) throw new Error('Expected the folder to write to: node training/sprites/rasterise.mjs FOLDER');

const pixels = [];
const meta = [];
let attribution = csvLine(['class', 'name', 'set', 'version', 'author', 'licence', 'licence_url', 'source_url']);
for (const setName of ICON_SETS) {
  const { icons, info, version } = openIconSet(setName);
  for (const [cls, names] of Object.entries(DRAWINGS)) {
    for (const name of names) {
      const icon = findIcon(icons, name);
      if (!icon) continue;
      pixels.push(await rasterise(icon, icons));
      meta.push({ cls, name, set: setName });
      const { author, license } = info;
      attribution += csvLine([cls, name, setName, version, author.name, license.spdx, license.url, author.url]);
    }
  }
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'sprites.rgba'), Buffer.concat(pixels));
writeFileSync(join(folder, 'sprites.json'), `${JSON.stringify({ size: SIDE, meta })}\n`);
writeFileSync(join(folder, 'attribution.csv'), attribution);
console.log(`${meta.length} drawings of ${Object.keys(DRAWINGS).length} classes written to ${folder}`);
