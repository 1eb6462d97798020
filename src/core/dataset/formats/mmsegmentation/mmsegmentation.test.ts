import { expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { describeMask, HEAD, pairs, python, renamed, run, unless, unpack } from '../../testing/unpacked-dataset.ts';
import { defaultChoice } from '../registry.ts';
import { writeDataset } from '../writers.ts';

it.skipIf(!python)(
  `mmsegmentation finds equal stems in equal folders, and configs that are Python${unless}`,
  async () => {
    const { folder } = await unpack('mmsegmentation', { iterations: 40_000 });
    const script = `${HEAD}
out = []
for split in ('train', 'val'):
    for name in os.listdir(f'img_dir/{split}'):
        stem = name[:-4]
        p = f'img_dir/{split}/{name}'
        out.append(${describeMask(`f'ann_dir/{split}/{stem}.png'`)})
configs = {}
for name in os.listdir('configs'):
    values = {}
    exec(compile(open(f'configs/{name}', encoding='utf8').read(), name, 'exec'), values)
    configs[name] = {k: v for k, v in values.items() if not k.startswith('__')}
print(json.dumps([sorted(out), configs], default=str))`;
    const [found, configs] = run(script, folder) as [unknown, Record<string, Record<string, unknown>>];
    expect(found).toEqual(pairs('P'));
    const classes = Array.from(
      { length: 16 },
      (_, id) =>
        (({ 0: 'background', 8: 'cat', 11: 'diningtable', 15: 'person' }) as Record<number, string>)[id] ??
        `unused-${id}`,
    );
    expect(configs['dataset.py']).toMatchObject({
      metainfo: { classes },
      crop_size: [512, 512],
      train_dataloader: {
        batch_size: 4,
        dataset: {
          data_prefix: { img_path: 'img_dir/train', seg_map_path: 'ann_dir/train' },
          ignore_index: 255,
          reduce_zero_label: false,
        },
      },
    });
    const schedule = {
      param_scheduler: [{ type: 'PolyLR', power: 0.9, end: 40_000 }],
      train_cfg: { max_iters: 40_000 },
    };
    expect(configs['schedule.py']).toMatchObject({
      optim_wrapper: {
        optimizer: { type: 'AdamW', lr: 1e-4, weight_decay: 1e-4 },
        clip_grad: { max_norm: 0.01 },
        paramwise_cfg: { custom_keys: { backbone: { lr_mult: 0.1 } } },
      },
      ...schedule,
    });
    expect(configs['deeplabv3_r50.py']).toMatchObject({
      model: { decode_head: { num_classes: 16 }, auxiliary_head: { num_classes: 16 } },
    });
    expect(configs['deeplabv3_r101.py']).toMatchObject({
      _base_: './deeplabv3_r50.py',
      model: { backbone: { depth: 101 } },
    });
    const weights = [...Array.from({ length: 16 }, () => 1), 0.1];
    expect(configs['mask2former_r50.py']).toMatchObject({
      model: { decode_head: { num_classes: 16, loss_cls: { class_weight: weights } } },
      train_dataloader: { _delete_: true, batch_size: 4 },
      ...schedule,
    });
  },
);

it('mmsegmentation’s configs do not validate on pairs that there are none of', async () => {
  const source = renamed();
  const choice = { ...defaultChoice('mmsegmentation'), trainPercent: 100 };
  const { files } = await writeDataset(datasetInput(source, 100), choice);
  const text = async (name: string) =>
    Buffer.from((await files.find(({ path }) => path === name)?.read()) as Uint8Array).toString();
  for (const name of ['configs/dataset.py', 'configs/mask2former_r50.py'])
    expect(await text(name)).toContain('val_dataloader = None');
  expect(await text('configs/schedule.py')).toContain('val_cfg = None');
});
