import type { SourceFile } from '../types.ts';
import type { ModelLayout } from './model-layout.ts';

/** How side files are called where no graph was read yet. */
const SIDE_NAME = /(_data|\.data|\.pb|\.bin|\.weights)$/;

/**
 * The layout's networks and texts with their side files, each once, however many graphs share it.
 * @param sides by graph path, of graphs that were read: the side files that it names. Of others those beside it are guessed.
 */
export function neededFiles(
  files: readonly SourceFile[],
  { networks, configs }: Pick<ModelLayout, 'networks' | 'configs'>,
  sides: ReadonlyMap<string, readonly string[]>,
): readonly SourceFile[] {
  const graphs = Object.values(networks);
  const unread = graphs.filter((path) => !sides.has(path));
  // Weights of an export that was not chosen lie beside it under its name.
  const passedOver = files.map(({ path }) => path).filter((path) => path.endsWith('.onnx') && !graphs.includes(path));
  const isOther = (path: string) => passedOver.some((graph) => path === `${graph}_data` || path === `${graph}.data`);
  const isGuessed = (path: string) =>
    SIDE_NAME.test(path) && !isOther(path) && unread.some((graph) => isBelow(path, folderOf(graph)));
  const wanted = new Set([...graphs, ...Object.values(configs), ...[...sides.values()].flat()]);
  return files.filter(({ path }) => wanted.has(path) || isGuessed(path));
}

const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');

/** In the folder or in one of its own; beside graphs at the root alone, where all of the model lies below. */
function isBelow(path: string, folder: string): boolean {
  return folder === '' ? !path.includes('/') : path.startsWith(`${folder}/`);
}
