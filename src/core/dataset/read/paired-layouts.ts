import type { FormatId } from '../formats/registry.ts';
import { imageSetPath, maskPath, picturePath, VOC_ROOT } from '../formats/voc/voc-paths.ts';

/** Formats that have a PNG of ids or colours for each picture, told by the folders that both lie in. */
export interface PairedLayout {
  readonly format: FormatId;
  /** Of a mask's path: `root`, `stem`, and `split` where folders say it. */
  readonly mask: RegExp;
  /** Where the picture of a mask lies, without its ending. */
  readonly picture: (root: string, stem: string, split: string) => string;
  /** Where a mask lies whose picture is known by its stem alone; null: folders say the split, so there are no lists. */
  readonly maskOf: ((root: string, stem: string) => string) | null;
  /** Lists of stems by split. */
  readonly list: ((root: string, split: 'train' | 'val') => string) | null;
}

const PNG = '(?<stem>[^/]+)\\.png$';
const ROOT = '^(?<root>(?:.*/)?)';
const VOC_FOLDER = `${VOC_ROOT}/`;
/** The writer's paths are of one root; a person's may be another year's, or none. */
const within = (path: string) => path.slice(VOC_FOLDER.length);
const pngOf = (folder: string) => (root: string, stem: string) => `${root}${folder}/${stem}.png`;
const topList = (root: string, split: string) => `${root}${split}.txt`;

const VOC_LIKE = {
  mask: new RegExp(`${ROOT}SegmentationClass/${PNG}`),
  picture: (root: string, stem: string) => root + within(picturePath(stem)).replace(/\.jpg$/, ''),
  maskOf: (root: string, stem: string) => root + within(maskPath(stem)),
  list: (root: string, split: 'train' | 'val') => root + within(imageSetPath(split)),
};
const GREY_LIKE = {
  mask: new RegExp(`${ROOT}masks/${PNG}`),
  picture: (root: string, stem: string) => `${root}images/${stem}`,
  maskOf: pngOf('masks'),
  list: topList,
};

/** In the order in which they are tried: the first whose masks are there is taken. */
export const PAIRED_LAYOUTS: readonly PairedLayout[] = [
  { format: 'voc', ...VOC_LIKE },
  { format: 'cvat', ...VOC_LIKE },
  {
    format: 'mmsegmentation',
    mask: new RegExp(`${ROOT}ann_dir/(?<split>[^/]+)/${PNG}`),
    picture: (root, stem, split) => `${root}img_dir/${split}/${stem}`,
    maskOf: null,
    list: null,
  },
  {
    format: 'yolo-semantic',
    mask: new RegExp(`${ROOT}masks/(?<split>[^/]+)/${PNG}`),
    picture: (root, stem, split) => `${root}images/${split}/${stem}`,
    maskOf: null,
    list: null,
  },
  {
    format: 'folders',
    mask: new RegExp(`${ROOT}mask/${PNG}`),
    picture: (root, stem) => `${root}image/${stem}`,
    maskOf: pngOf('mask'),
    list: topList,
  },
  {
    format: 'imagefolder',
    mask: new RegExp(`${ROOT}(?<split>train|validation|test)/masks/${PNG}`),
    picture: (root, stem, split) => `${root}${split}/${stem}`,
    maskOf: null,
    list: null,
  },
  {
    format: 'fiftyone',
    mask: new RegExp(`${ROOT}(?<split>[^/]+)/labels/${PNG}`),
    picture: (root, stem, split) => `${root}${split}/data/${stem}`,
    maskOf: null,
    list: null,
  },
  { format: 'class-maps', ...GREY_LIKE },
  { format: 'grey', ...GREY_LIKE },
];
