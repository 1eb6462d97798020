import type { Label } from '../../labelmap.ts';
import { VOC_ROOT } from './voc-paths.ts';

/** No mask has it: mmsegmentation only draws with it. */
const UNUSED_COLOR = [0, 0, 0];

/**
 * A config for mmsegmentation 1.x. Its masks are read as indices, so the class list is dense: ids that the label set
 * skips get a placeholder. `labels` run from background to void by rising id; void is not a class there.
 */
export function mmsegmentationConfig(labels: readonly Label[]): string {
  const classLabels = labels.slice(0, -1);
  const byId = new Map(classLabels.map((label) => [label.id, label]));
  const count = 1 + Math.max(...byId.keys());
  const ids = Array.from({ length: count }, (_, id) => id);
  const classes = ids.map((id) => `        ${JSON.stringify(byId.get(id)?.name ?? `unused-${id}`)},`);
  const palette = ids.map((id) => `        [${(byId.get(id)?.color ?? UNUSED_COLOR).join(', ')}],`);
  return `metainfo = dict(
    classes=[
${classes.join('\n')}
    ],
    palette=[
${palette.join('\n')}
    ],
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
