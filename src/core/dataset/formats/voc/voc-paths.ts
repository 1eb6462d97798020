/** torchvision's VOCSegmentation looks for exactly this folder and these endings. */
export const VOC_ROOT = 'VOCdevkit/VOC2012';

export const picturePath = (stem: string): string => `${VOC_ROOT}/JPEGImages/${stem}.jpg`;
export const maskPath = (stem: string): string => `${VOC_ROOT}/SegmentationClass/${stem}.png`;
export const objectsPath = (stem: string): string => `${VOC_ROOT}/SegmentationObject/${stem}.png`;
export const imageSetPath = (name: string): string => `${VOC_ROOT}/ImageSets/Segmentation/${name}.txt`;
