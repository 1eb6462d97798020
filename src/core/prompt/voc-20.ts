import type { LabelSet } from './types.ts';

/** The 20 object classes of PASCAL VOC 2012 with its ids and colours. Synonyms are words that captions use. */
export const VOC_20: LabelSet = {
  id: 'voc-20',
  name: 'PASCAL VOC (20 classes)',
  classes: [
    { id: 1, name: 'aeroplane', promptName: 'aeroplane', synonyms: ['airplane', 'plane', 'jet'], color: [128, 0, 0] },
    { id: 2, name: 'bicycle', promptName: 'bicycle', synonyms: ['bike'], color: [0, 128, 0] },
    { id: 3, name: 'bird', promptName: 'bird', synonyms: [], color: [128, 128, 0] },
    { id: 4, name: 'boat', promptName: 'boat', synonyms: ['ship'], color: [0, 0, 128] },
    { id: 5, name: 'bottle', promptName: 'bottle', synonyms: [], color: [128, 0, 128] },
    { id: 6, name: 'bus', promptName: 'bus', synonyms: [], color: [0, 128, 128] },
    { id: 7, name: 'car', promptName: 'car', synonyms: [], color: [128, 128, 128] },
    { id: 8, name: 'cat', promptName: 'cat', synonyms: ['kitten'], color: [64, 0, 0] },
    { id: 9, name: 'chair', promptName: 'chair', synonyms: [], color: [192, 0, 0] },
    { id: 10, name: 'cow', promptName: 'cow', synonyms: ['bull'], color: [64, 128, 0] },
    { id: 11, name: 'diningtable', promptName: 'dining table', synonyms: ['table'], color: [192, 128, 0] },
    { id: 12, name: 'dog', promptName: 'dog', synonyms: ['puppy'], color: [64, 0, 128] },
    { id: 13, name: 'horse', promptName: 'horse', synonyms: ['pony'], color: [192, 0, 128] },
    { id: 14, name: 'motorbike', promptName: 'motorbike', synonyms: ['motorcycle'], color: [64, 128, 128] },
    { id: 15, name: 'person', promptName: 'person', synonyms: ['man', 'woman'], color: [192, 128, 128] },
    { id: 16, name: 'pottedplant', promptName: 'potted plant', synonyms: ['plant'], color: [0, 64, 0] },
    { id: 17, name: 'sheep', promptName: 'sheep', synonyms: ['lamb'], color: [128, 64, 0] },
    { id: 18, name: 'sofa', promptName: 'sofa', synonyms: ['couch'], color: [0, 192, 0] },
    { id: 19, name: 'train', promptName: 'train', synonyms: ['tram'], color: [128, 192, 0] },
    {
      id: 20,
      name: 'tvmonitor',
      promptName: 'tv monitor',
      synonyms: ['television', 'tv', 'monitor'],
      color: [0, 64, 128],
    },
  ],
};
