import type { Label } from '../../labelmap.ts';
import { type ClassList, classList } from './class-list.ts';

/**
 * Configs for mmsegmentation 1.x. The settings of Dataset Diffusion's segmenters (arXiv 2309.14303 and its released configs): AdamW with a
 * learning rate of 1e-4, a tenth of it for the backbone, weight decay 1e-4, gradients clipped at 0.01, a polynomial schedule of power 0.9,
 * crops of 512, 4 pictures on each of 2 GPUs, 20,000 iterations for VOC and 40,000 for COCO. It gives no weight decay for Mask2Former,
 * which keeps its own.
 */

const BATCH = 4;
const CROP = 512;

export interface ConfigChoice {
  readonly labels: readonly Label[];
  readonly iterations: number;
  /** Where there are none, training runs without validation. */
  readonly hasVal: boolean;
}

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** Files of the folder `configs`; its parent has `img_dir` and `ann_dir`. */
export function mmsegmentationConfigs(choice: ConfigChoice): ConfigFile[] {
  const classes = classList(choice.labels, '    ');
  const dataset = datasetText(classes, choice.hasVal, '');
  return [
    { path: 'configs/dataset.py', text: dataset },
    { path: 'configs/schedule.py', text: scheduleText(choice) },
    { path: 'configs/deeplabv3_r50.py', text: deeplabText(classes.count) },
    { path: 'configs/deeplabv3_r101.py', text: DEEPLAB_R101 },
    {
      path: 'configs/mask2former_r50.py',
      text: mask2formerText(classes, choice),
    },
  ];
}

/** @param replaces `_delete_=True, ` where the values of another config must go, or nothing */
function datasetText(classes: ClassList, hasVal: boolean, replaces: string): string {
  const dataset = (split: string, pipeline: string) => `dict(
        type='BaseSegDataset',
        data_root=data_root,
        data_prefix=dict(img_path='img_dir/${split}', seg_map_path='ann_dir/${split}'),
        img_suffix='.jpg',
        seg_map_suffix='.png',
        metainfo=metainfo,
        reduce_zero_label=False,  # 0 is background, a class of its own
        ignore_index=255,  # void
        pipeline=${pipeline}),`;
  const val = `val_dataloader = dict(
    ${replaces}batch_size=1,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=${dataset('val', 'test_pipeline')}
)
test_dataloader = val_dataloader
val_evaluator = dict(${replaces}type='IoUMetric', iou_metrics=['mIoU'])
test_evaluator = val_evaluator`;
  const noVal = `val_dataloader = None
test_dataloader = None
val_evaluator = None
test_evaluator = None`;
  return `data_root = '{{ fileDirname }}/..'
metainfo = dict(
${classes.python}
)
crop_size = (${CROP}, ${CROP})
# Pillow keeps palette indices; cv2 would turn them into colours.
load_masks = dict(type='LoadAnnotations', imdecode_backend='pillow')
train_pipeline = [
    dict(type='LoadImageFromFile'),
    load_masks,
    dict(type='RandomResize', scale=(4 * ${CROP}, ${CROP}), ratio_range=(0.5, 2.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop_size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=(4 * ${CROP}, ${CROP}), keep_ratio=True),
    load_masks,
    dict(type='PackSegInputs'),
]
train_dataloader = dict(
    ${replaces}batch_size=${BATCH},  # on each of 2 GPUs: 8 pictures a step
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=${dataset('train', 'train_pipeline')}
)
${hasVal ? val : noVal}
`;
}

/** Iterations between two measurements, and two checkpoints. */
export function validationInterval(iterations: number): number {
  return Math.max(1, Math.round(iterations / 10));
}

function loopText({ iterations, hasVal }: ConfigChoice): string {
  const interval = validationInterval(iterations);
  const loops = hasVal
    ? `train_cfg = dict(type='IterBasedTrainLoop', max_iters=${iterations}, val_interval=${interval})
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')`
    : `train_cfg = dict(type='IterBasedTrainLoop', max_iters=${iterations})
val_cfg = None
test_cfg = None`;
  return `param_scheduler = [
    dict(type='PolyLR', eta_min=0, power=0.9, begin=0, end=${iterations}, by_epoch=False),
]
${loops}
default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=50, log_metric_by_epoch=False),
    param_scheduler=dict(type='ParamSchedulerHook'),
    checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=${interval}),
    sampler_seed=dict(type='DistSamplerSeedHook'),
    visualization=dict(type='SegVisualizationHook'),
)
`;
}

function scheduleText(choice: ConfigChoice): string {
  return `# Measure on real, hand-labelled pictures: val here is synthetic, too.
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-4, weight_decay=1e-4),
    clip_grad=dict(max_norm=0.01, norm_type=2),
    paramwise_cfg=dict(custom_keys={'backbone': dict(lr_mult=0.1)}),
)
${loopText(choice)}`;
}

const MODEL_NOTE =
  '# The model comes from mmsegmentation itself: `mim install mmsegmentation` brings its configs along.';

function deeplabText(classes: number): string {
  return `${MODEL_NOTE}
_base_ = [
    'mmseg::_base_/models/deeplabv3_r50-d8.py',
    'mmseg::_base_/default_runtime.py',
    './dataset.py',
    './schedule.py',
]
model = dict(
    data_preprocessor=dict(size=(${CROP}, ${CROP})),
    decode_head=dict(num_classes=${classes}),
    auxiliary_head=dict(num_classes=${classes}),
)
`;
}

const DEEPLAB_R101 = `_base_ = './deeplabv3_r50.py'
model = dict(pretrained='open-mmlab://resnet101_v1c', backbone=dict(depth=101))
`;

function mask2formerText(classes: ClassList, choice: ConfigChoice): string {
  return `${MODEL_NOTE}
# It needs mmdet as well: \`mim install mmdet\`. Its optimizer is AdamW with the same learning rate and a weight decay of 0.05.
_base_ = 'mmseg::mask2former/mask2former_r50_8xb2-160k_ade20k-512x512.py'
model = dict(
    decode_head=dict(
        num_classes=${classes.count},
        loss_cls=dict(class_weight=[1.0] * ${classes.count} + [0.1]),  # the last one: no object
    ),
)
${datasetText(classes, choice.hasVal, '_delete_=True, ')}${loopText(choice)}`;
}
