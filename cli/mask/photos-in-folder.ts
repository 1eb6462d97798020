import { basename, dirname } from 'node:path/posix';
import type { LabelClass, LabelSet } from '../../src/core/prompt/types.ts';
import type { AskedPhoto, AskedPhotos } from './asked-photo.ts';
import { namedClasses } from './judge-photo-row.ts';

/** What is meant as a picture, also where it cannot be read. */
const PICTURE = /\.(jpe?g|jfif|png|webp|avif|heic|heif|gif|bmp|tiff?)$/i;

/**
 * All pictures of a folder and of those in it. Their classes are `classesOfAll`, else what the folder is called that a picture lies in:
 * `cat/1.jpg`, `cat, dog/2.jpg`, `potted_plant/3.jpg`.
 * @param paths of its files, with `/`
 */
export function photosInFolder(
  paths: readonly string[],
  { labelSet, classesOfAll }: { readonly labelSet: LabelSet; readonly classesOfAll: readonly LabelClass[] },
): AskedPhotos & { readonly leftOut: number } {
  const readClasses = namedClasses(labelSet);
  const photos: AskedPhoto[] = [];
  const problems: string[] = [];
  const pictures = paths.filter((path) => PICTURE.test(path));
  for (const path of pictures) {
    const classes = classesOfAll.length > 0 ? classesOfAll : classesOfFolder(basename(dirname(path)), readClasses);
    if (typeof classes === 'string') problems.push(`${path}: ${classes}`);
    else photos.push({ row: path, path, classes, caption: '', seed: null });
  }
  return { photos, problems, leftOut: paths.length - pictures.length };
}

function classesOfFolder(name: string, readClasses: ReturnType<typeof namedClasses>): readonly LabelClass[] | string {
  if (name === '.') return 'It lies in no folder that is called by its classes.';
  const named = readClasses(name);
  // File names seldom have spaces; a class may have a line in its name, too.
  const again = typeof named === 'string' ? readClasses(name.replace(/[_-]+/g, ' ')) : named;
  if (typeof again === 'string') return `Its folder “${name}” is called by no class. ${named}`;
  return again.length > 0 ? again : `Its folder “${name}” names no class.`;
}
