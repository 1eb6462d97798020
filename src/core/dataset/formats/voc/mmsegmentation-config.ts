import type { Label } from '../../labelmap.ts';

import { classList } from '../mmsegmentation/class-list.ts';
import { VOC_ROOT } from './voc-paths.ts';

/** A config for mmsegmentation 1.x. `labels` run from background to void by rising id. */
export function mmsegmentationConfig(labels: readonly Label[]): string {
  const { count, python } = classList(labels, '    ');
  return `metainfo = dict(
${python}
)
train_dataset = dict(
    type='BaseSegDataset',
    data_root='${VOC_ROOT}',
    ann_file='ImageSets/Segmentation/train.txt',
    # 0.x releases call these img_dir='JPEGImages' and ann_dir='SegmentationClass'.
    data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClass'),
    img_suffix='.jpg',
    seg_map_suffix='.png',
    metainfo=metainfo,
    reduce_zero_label=False,  # 0 is background, a class of its own
    ignore_index=255,
    pipeline=[
        dict(type='LoadImageFromFile'),
        dict(type='LoadAnnotations', imdecode_backend='pillow'),  # keeps palette indices; cv2 would turn them into colours
        dict(type='PackSegInputs'),
    ],
)
model = dict(decode_head=dict(num_classes=${count}))`;
}
