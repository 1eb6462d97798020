import { StudioError } from '../../core/errors.ts';
import {
  CONFIG_PATHS,
  CONFIG_ROLES,
  type ConfigRole,
  type FileRole,
  NETWORK_ROLES,
  type NetworkRole,
} from './model-paths.ts';
import { plainName, type VariantMachine, variantRank } from './model-variants.ts';

/** Which file of a model is which. */
export interface ModelLayout {
  /** Folders as diffusers writes them, or one folder with all networks in it. */
  readonly kind: 'diffusers' | 'flat';
  readonly networks: Readonly<Partial<Record<NetworkRole, string>>>;
  readonly configs: Readonly<Partial<Record<ConfigRole, string>>>;
  /** Networks of which there are several exports: the one in `networks` is taken. */
  readonly choices: readonly NetworkChoice[];
  /** What generating needs and no file was found for, in words for people. Empty: complete. */
  readonly missing: readonly string[];
}

const LED_BY_PICTURE =
  'text_encoder/model.onnx: it has an image encoder instead, so it is led by a picture and not by words';

export interface NetworkChoice {
  readonly role: NetworkRole;
  readonly chosen: string;
  /** All of them, best first. */
  readonly paths: readonly string[];
}

/**
 * Finds the parts of a model among its paths. `known` (role → path, from the catalogue) goes before any guess.
 * @param machine which of several exports of a network it is for; left out: the plainest ones
 * @param chosen by role, an export that a person prefers to the best one; missing where it is not among the paths
 */
export function findModelLayout(
  paths: readonly string[],
  known: Readonly<Partial<Record<FileRole, string>>> = {},
  machine: VariantMachine | null = null,
  chosen: Readonly<Partial<Record<NetworkRole, string>>> = {},
): ModelLayout {
  const networks: Partial<Record<NetworkRole, string>> = {};
  const choices: NetworkChoice[] = [];
  for (const role of NETWORK_ROLES) {
    // What stands in a UNet's place is looked at, to say what it is.
    const standIn =
      role === 'unet'
        ? [...exportsOf(paths, 'transformer', machine), ...exportsOf(paths, 'controlnet', machine)][0]
        : undefined;
    const all = exportsOf(paths, role, machine);
    const path = known[role] ?? chosen[role] ?? all[0] ?? standIn;
    if (path !== undefined) networks[role] = path;
    if (path !== undefined && all.length > 1 && all.includes(path)) choices.push({ role, chosen: path, paths: all });
  }
  const configs: Partial<Record<ConfigRole, string>> = {};
  for (const role of CONFIG_ROLES) {
    const path = known[role] ?? CONFIG_PATHS[role].find((usual) => paths.includes(usual));
    if (path !== undefined) configs[role] = path;
  }
  const { tokenizer_vocab: vocab, tokenizer_merges: merges, tokenizer_json: json } = configs;
  // It repeats what the other two say, in megabytes.
  if (vocab && merges) delete configs.tokenizer_json;
  const missing = (['unet', 'text_encoder', 'vae_decoder'] as const)
    .filter((role) => networks[role] === undefined || !paths.includes(networks[role]))
    .map((role) => networks[role] ?? networkNames(role));
  const isLedByPicture =
    networks.text_encoder === undefined && paths.some((path) => /(^|\/)image_encoder[/.]/.test(path));
  if (isLedByPicture) missing[missing.findIndex((file) => file.startsWith('text_encoder'))] = LED_BY_PICTURE;
  if (!(json || (vocab && merges))) missing.push('tokenizer/vocab.json with merges.txt, or tokenizer/tokenizer.json');
  const kind = folderMatches(networks.unet ?? '', 'unet') ? 'diffusers' : 'flat';
  return { kind, networks, configs, choices, missing };
}

/**
 * Path of a file that a graph names, relative to the graph's own folder.
 * @throws StudioError `model-corrupt` for a name that leads out of the folder
 */
export function sideFilePath(graphPath: string, location: string): string {
  const parts = location.split('/').filter((part) => part !== '.');
  if (location.startsWith('/') || location.includes('\\') || parts.includes('..')) {
    throw new StudioError({
      code: 'model-corrupt',
      message: `${graphPath} wants its weights from "${location}"; expected a file in its own folder. Export the model again.`,
      details: { file: graphPath },
    });
  }
  return [...graphPath.split('/').slice(0, -1), ...parts].join('/');
}

/** Names under which a network is looked for, for people. */
export function networkNames(role: NetworkRole): string {
  return `${role}/model.onnx or ${role}.onnx (also looked for: onnx/${role}_model.onnx, and each with _fp16, _q4, _q4f16 or _int8)`;
}

/** The exports of one network, best first: those whose names differ by the mark of their variant alone. */
function exportsOf(
  paths: readonly string[],
  role: NetworkRole | 'transformer' | 'controlnet',
  machine: VariantMachine | null,
): readonly string[] {
  const place = (path: string): number => {
    if (!/\.onnx$/i.test(path)) return 0;
    if (folderMatches(path, role)) return /(^|\/)model\.onnx$/i.test(plainName(path)) ? 3 : 2;
    return nameMatches(path, role) ? 1 : 0;
  };
  const found = paths.map((path) => ({ path, plain: plainName(path), place: place(path) }));
  const placed = found.filter((one) => one.place > 0);
  // Among other names in one folder the plainest is the plainest export.
  placed.sort((a, b) => b.place - a.place || compareNames(a.plain, b.plain));
  const alike = placed.filter(({ plain }) => plain === placed[0]?.plain).map(({ path }) => path);
  const rank = (path: string) => variantRank(path, machine);
  return alike.sort((a, b) => rank(a) - rank(b) || compareNames(a, b));
}

const compareNames = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1);

const words = (name: string) => name.toLowerCase().replaceAll('-', '_');

function folderMatches(path: string, role: string): boolean {
  return words(path.split('/').at(-2) ?? '') === role;
}

function nameMatches(path: string, role: string): boolean {
  const name = words(path.split('/').at(-1) ?? '');
  // text_encoder_2 is another network than text_encoder.
  return new RegExp(`(^|[_.])${role}(?!_2)([_.]|$)`).test(name);
}
