import { type ConfigFile, validationInterval } from './configs.ts';

/**
 * What Dataset Diffusion (arXiv 2309.14303) does with its segmenters beyond the export's configs, for mmsegmentation 1.x: averaged weights, a
 * round of self-training, and test-time augmentation over six scales and the mirror image. Its released configs name the scales; that weights
 * were averaged its authors say without a rate, so it is mmengine's own.
 */

/** Configs of the export, each of which is trained. */
export const SEGMENTERS = ['deeplabv3_r50', 'deeplabv3_r101', 'mask2former_r50'] as const;

/** 4 on each of the paper's 2 GPUs. */
const PICTURES_A_STEP = 8;
export const GPU_COUNTS = [1, 2, 4, 8] as const;

const SCALES = [0.5, 0.75, 1.0, 1.25, 1.5, 1.75];

export interface TrainingChoice {
  readonly gpus: (typeof GPU_COUNTS)[number];
  readonly iterations: number;
  readonly hasVal: boolean;
  /** Path of a VOC tree (the folder of `JPEGImages`) whose val pictures are measured on; null: the dataset's own val. */
  readonly realVoc: string | null;
}

/** Files beside the export's own, by their paths in it: three configs a segmenter and the script that runs them. */
export function trainingFiles(choice: TrainingChoice): ConfigFile[] {
  const configs = SEGMENTERS.flatMap((name) => [
    { path: `configs/train_${name}.py`, text: trainText(name, choice) },
    { path: `configs/relabel_${name}.py`, text: relabelText(name) },
    { path: `configs/self_train_${name}.py`, text: selfTrainText(name) },
  ]);
  return [...configs, { path: 'train.sh', text: scriptText(choice) }];
}

function trainText(name: string, { gpus, iterations, realVoc }: TrainingChoice): string {
  return `_base_ = './${name}.py'
train_dataloader = dict(batch_size=${PICTURES_A_STEP / gpus})  # on each of ${gpus}: ${PICTURES_A_STEP} pictures a step, as the paper's
# Averaged weights are what is measured and stored.
custom_hooks = [dict(type='EMAHook', ema_type='ExponentialMovingAverage', momentum=0.0002, update_buffers=True)]
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='TestTimeAug', transforms=[
        [dict(type='Resize', scale_factor=scale, keep_ratio=True) for scale in (${SCALES.join(', ')})],
        [dict(type='RandomFlip', prob=prob, direction='horizontal') for prob in (0.0, 1.0)],
        [dict(type='LoadAnnotations', imdecode_backend='pillow')],
        [dict(type='PackSegInputs')],
    ]),
]
${realVoc === null ? '' : realText(realVoc, iterations)}`;
}

/**
 * A loader for testing, whole: the export has none where it has no val pictures. `_base_.` is how a config names what its base has.
 * @param root a Python expression
 */
const loaderText = (root: string, annFile: string, pictures: string, masks: string) => `dict(
    _delete_=True,
    batch_size=1,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='BaseSegDataset',
        data_root=${root},
        ann_file='${annFile}',
        data_prefix=dict(img_path='${pictures}', seg_map_path='${masks}'),
        img_suffix='.jpg',
        seg_map_suffix='.png',
        metainfo=_base_.metainfo,
        reduce_zero_label=False,
        ignore_index=255,
        pipeline=_base_.test_pipeline))
`;

/** VOC's masks hold palette indices and 255 for void, as the export's do; the classes are the same. */
function realText(realVoc: string, iterations: number): string {
  // JSON's strings are Python's.
  const loader = loaderText(
    JSON.stringify(realVoc),
    'ImageSets/Segmentation/val.txt',
    'JPEGImages',
    'SegmentationClass',
  );
  // Each whole: merging takes `_delete_` out of what two names would share.
  const tested = (part: string, loop: string) => `${part}_cfg = dict(_delete_=True, type='${loop}')
${part}_dataloader = ${loader}${part}_evaluator = dict(_delete_=True, type='IoUMetric', iou_metrics=['mIoU'])
`;
  const interval = `train_cfg = dict(val_interval=${validationInterval(iterations)})\n`;
  return `${interval}${tested('val', 'ValLoop')}${tested('test', 'TestLoop')}`;
}

/** Where the labels of a segmenter go; from the dataset's folder. */
const labelsOf = (name: string) => `ann_self/${name}/train`;

function relabelText(name: string): string {
  return `# Predicts the training pictures' masks. They have no void: what the paper does, too.
_base_ = './train_${name}.py'
test_cfg = dict(_delete_=True, type='TestLoop')
test_dataloader = ${loaderText("'{{ fileDirname }}/..'", '', 'img_dir/train', 'ann_dir/train')}test_evaluator = dict(
    _delete_=True, type='IoUMetric', format_only=True, output_dir='{{ fileDirname }}/../${labelsOf(name)}')
`;
}

function selfTrainText(name: string): string {
  return `# Learns from the beginning what relabel_${name}.py wrote.
_base_ = './train_${name}.py'
train_dataloader = dict(dataset=dict(data_prefix=dict(seg_map_path='${labelsOf(name)}')))
`;
}

function scriptText({ gpus, hasVal, realVoc }: TrainingChoice): string {
  const measures = hasVal || realVoc !== null;
  const test = measures
    ? `
  test "train_$name"
  test "train_$name" --tta`
    : '';
  const testAgain = measures
    ? `
  test "self_train_$name"
  test "self_train_$name" --tta`
    : '';
  return `#!/usr/bin/env bash
# usage: ./train.sh [${SEGMENTERS.join('|')}] …   (all three where none is named)
#
# Trains each segmenter, labels the training pictures with it, trains another on those, and measures both, without and with test-time
# augmentation. Before:  pip install openmim && mim install mmengine "mmcv>=2.0.0" "mmsegmentation>=1.0.0" mmdet
# Neither this script nor its configs were run where they were written: there was no graphics card, and no mmsegmentation.
set -euo pipefail
cd "$(dirname "$0")"

run() { mim "$1" mmsegmentation "configs/$2.py" --gpus ${gpus}${gpus > 1 ? ' --launcher pytorch' : ''} "\${@:3}"; }
train() { run train "$1" --work-dir "work_dirs/$1"; }
test() { run test "$1" --checkpoint "$(cat "work_dirs/$1/last_checkpoint")" "\${@:2}"; }

names=("$@")
if [ \${#names[@]} -eq 0 ]; then names=(${SEGMENTERS.join(' ')}); fi
for name in "\${names[@]}"; do
  train "train_$name"${test}
  mkdir -p "ann_self/$name/train"
  run test "relabel_$name" --checkpoint "$(cat "work_dirs/train_$name/last_checkpoint")"
  train "self_train_$name"${testAgain}
done
`;
}
