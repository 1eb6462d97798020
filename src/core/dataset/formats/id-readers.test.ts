import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { datasetInput } from '../dataset-input.ts';
import { smallClassMaps, smallLabelSet, smallMask, smallSource } from '../small-dataset.fixture.ts';
import { wholeFile } from '../testing/whole-file.ts';
import type { DatasetSource } from '../types.ts';
import { defaultChoice, type FormatId } from './registry.ts';
import { writeDataset } from './writers.ts';

/** Formats of pictures and masks, unpacked and read by software that shares nothing with the writers. */

const root = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The fixture's pairs under names with a space's and a dot's stand-ins and of another alphabet. */
const STEMS = ['my_cat_v2', '猫_é', 'pair-c'];

function renamed(): DatasetSource {
  const source = smallSource();
  const old = source.entries.map(({ stem }) => stem);
  const oldOf = (stem: string) => old[STEMS.indexOf(stem)] as string;
  return {
    ...source,
    entries: source.entries.map((entry, i) => ({ ...entry, stem: STEMS[i] as string })),
    readJpeg: (stem) => source.readJpeg(oldOf(stem)),
    readMaskPng: (stem) => source.readMaskPng(oldOf(stem)),
    readClassMaps: (stem) => source.readClassMaps(oldOf(stem)),
  };
}

let written = 0;
/** The dataset unpacked into a folder of its own. */
async function unpack(format: FormatId, options: Record<string, string | number> = {}, source = renamed()) {
  const choice = { ...defaultChoice(format), options: { ...defaultChoice(format).options, ...options } };
  const { files, notes } = await writeDataset(datasetInput(source, 90), choice);
  const folder = join(root, String(written++));
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await wholeFile(file));
  }
  return { folder, paths: files.map(({ path }) => path), notes };
}

const python = findPythonWith(['numpy', 'PIL']);
const unless = python ? '' : ' (skipped: no python3 has numpy and Pillow)';

function run(script: string, folder: string): unknown {
  const { status, stdout, stderr } = spawnSync(python ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const HEAD = 'import json, io, os, numpy\nfrom PIL import Image\n';
const describeMask = (path: string, stem = 'stem') =>
  `(lambda m, p: [${stem}, m.mode, numpy.array(m).tolist(), p.format, m.size == p.size])(Image.open(${path}), Image.open(p))`;

/** What a reader must find: the stem, the mask's mode, its ids, and a picture of the same size. */
function pairs(mode: string, ids: (index: number) => Uint8Array = smallMask) {
  const widths = [7, 16, 33];
  return STEMS.map((stem, i) => {
    const mask = [...ids(i)];
    const rows = Array.from({ length: mask.length / (widths[i] as number) }, (_, y) =>
      mask.slice(y * (widths[i] as number), (y + 1) * (widths[i] as number)),
    );
    return [stem, mode, rows, 'JPEG', true];
  }).sort();
}

describe.each([
  ['folders', 'palette', 'P', 'image', 'mask'],
  ['folders', 'grey', 'L', 'image', 'mask'],
  ['grey', null, 'L', 'images', 'masks'],
  ['class-maps', null, 'P', 'images', 'masks'],
] as const)('%s with masks %s', (format, masks, mode, pictureFolder, maskFolder) => {
  it.skipIf(!python)(`gives Pillow ids of one channel, void as 255, whatever the names${unless}`, async () => {
    const { folder } = await unpack(format, masks ? { masks } : {});
    const script = `${HEAD}
stems = open('train.txt', encoding='utf8').read().splitlines() + open('val.txt', encoding='utf8').read().splitlines()
out = []
for stem in stems:
    p = f'${pictureFolder}/{stem}.jpg'
    out.append(${describeMask(`f'${maskFolder}/{stem}.png'`)})
print(json.dumps(sorted(out)))`;
    expect(run(script, folder)).toEqual(pairs(mode));
  });
});

const hasCv2 = findPythonWith(['cv2']);
it.skipIf(!hasCv2)(
  `OpenCV gets ids from grey masks, where it makes colours of a palette${hasCv2 ? '' : ' (skipped: no python3 has cv2)'}`,
  async () => {
    const { folder } = await unpack('grey');
    const script = `import cv2, json; print(json.dumps(sorted({int(v) for v in cv2.imread('masks/pair-c.png', cv2.IMREAD_UNCHANGED).ravel()})))`;
    expect(JSON.parse(spawnSync(hasCv2 ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' }).stdout)).toEqual([
      0, 8, 11, 255,
    ]);
  },
);

it.skipIf(!python)(`grey masks without void have background there, and say so${unless}`, async () => {
  const { folder, notes } = await unpack('grey', { void: 'background' });
  const script = `${HEAD}print(json.dumps(numpy.array(Image.open('masks/pair-c.png')).ravel().tolist()))`;
  expect(run(script, folder)).toEqual([...smallMask(2)].map((id) => (id === 255 ? 0 : id)));
  expect(notes).toEqual(['6 void pixels are background in these masks, as was asked for.']);
});

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

it.skipIf(!python)(
  `CVAT finds each pixel's label by its colour, void declared, whatever classes occur${unless}`,
  async () => {
    const { folder } = await unpack('cvat');
    const script = `${HEAD}
labels = [line.strip().split(':') for line in open('labelmap.txt', encoding='utf8') if not line.startswith('#')]
by_color = {tuple(int(c) for c in color.split(',')): name for name, color, _, _ in labels}
stems = sum((open(f'ImageSets/Segmentation/{s}.txt', encoding='utf8').read().splitlines() for s in ('train', 'val')), [])
out = []
for stem in stems:
    mask = Image.open(f'SegmentationClass/{stem}.png')
    assert mask.mode == 'RGB' and mask.size == Image.open(f'JPEGImages/{stem}.jpg').size
    out.append([stem, [by_color[tuple(p)] for p in numpy.array(mask).reshape(-1, 3).tolist()]])
print(json.dumps([sorted(out), [name for name, *_ in labels], json.load(open('cvat-labels.json', encoding='utf8'))]))`;
    const names: Record<number, string> = { 0: 'background', 8: 'cat', 11: 'diningtable', 255: 'ignored' };
    const [found, labels, cvat] = run(script, folder) as [unknown, unknown, { name: string; color: string }[]];
    expect(found).toEqual(STEMS.map((stem, i) => [stem, [...smallMask(i)].map((id) => names[id])]).sort());
    expect(labels).toEqual(['background', 'cat', 'diningtable', 'person', 'ignored']);
    expect(cvat).toContainEqual({ name: 'ignored', color: '#e0e0c0', attributes: [] });
  },
);

it.skipIf(!python)(
  `imagefolder's rows name a picture and a mask beside them, with equal columns in all splits${unless}`,
  async () => {
    const { folder, paths } = await unpack('imagefolder');
    const script = `${HEAD}
out, columns = [], set()
for split in ('train', 'validation'):
    for line in open(f'{split}/metadata.jsonl', encoding='utf8'):
        row = json.loads(line)
        columns.add(tuple((k, type(v).__name__) for k, v in row.items()))
        p = f"{split}/{row['file_name']}"
        out.append(${describeMask(`f"{split}/{row['mask_file_name']}"`, "row['file_name'][:-4]")})
print(json.dumps([sorted(out), len(columns), json.load(open('id2label.json', encoding='utf8'))]))`;
    const [found, columns, names] = run(script, folder) as [unknown, number, Record<string, string>];
    expect(found).toEqual(pairs('P'));
    expect(columns).toBe(1);
    expect(names[255]).toBe('ignored');
    expect(paths).not.toContain('metadata.jsonl');
  },
);

const hasDatasets = findPythonWith(['datasets']);
it.skipIf(!hasDatasets)(
  `datasets loads it with a column of masks${hasDatasets ? '' : ' (skipped: no python3 has datasets)'}`,
  { timeout: 120_000 },
  async () => {
    const { folder } = await unpack('imagefolder');
    const script = `${HEAD}
from datasets import load_dataset
d = load_dataset('imagefolder', data_dir='.')
print(json.dumps({s: [r['mask'].mode for r in d[s]] for s in d}))`;
    const { stdout } = spawnSync(hasDatasets ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ train: ['P', 'P'], validation: ['P'] });
  },
);

const hasYaml = findPythonWith(['yaml']);
it.skipIf(!hasYaml).each(['no', 'on', 'null', '007', 'a: b', "it's", '猫 "x" \\ #', '- \u2028 -'])(
  `the card's YAML has the name %j as a string${hasYaml ? '' : ' (skipped: no python3 has yaml)'}`,
  async (name) => {
    const { folder } = await unpack('imagefolder', {}, { ...renamed(), labelSet: { ...smallLabelSet, name } });
    const script = `import json, yaml; print(json.dumps(yaml.safe_load(open('README.md', encoding='utf8').read().split('---\\n')[1])))`;
    const { stdout, stderr } = spawnSync(hasYaml ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      pretty_name: `Synthetic segmentation dataset: ${name}`,
      size_categories: ['n<1K'],
    });
  },
);

it.skipIf(!python)(`class maps are uint8 [classes, height, width], named by the manifest${unless}`, async () => {
  const { folder } = await unpack('class-maps');
  const script = `${HEAD}
pairs = json.load(open('manifest.json', encoding='utf8'))['pairs']
maps = [numpy.load(p['classMaps'], allow_pickle=False) for p in pairs]
print(json.dumps([[p['stem'], p['classMapIds'], m.dtype.name, m.shape, m.ravel().tolist()] for p, m in zip(pairs, maps)]))`;
  const sizes = [
    [7, 5],
    [16, 16],
    [33, 9],
  ];
  expect(run(script, folder)).toEqual(
    STEMS.map((stem, i) => [stem, [8, 11], 'uint8', [2, sizes[i]![1], sizes[i]![0]], [...smallClassMaps(i)]]).sort(),
  );
});

it.skipIf(!python)(
  `tarfile finds picture, mask and facts of each pair side by side in the shards${unless}`,
  async () => {
    const { folder } = await unpack('webdataset');
    const script = `${HEAD}
import glob, tarfile
out = []
for shard in sorted(glob.glob('*.tar')):
    members = [(m.name, t.extractfile(m).read()) for t in [tarfile.open(shard)] for m in t]
    for (a, jpg), (b, facts), (c, png) in zip(*[iter(members)] * 3):
        assert a.endswith('.jpg') and b.endswith('.json') and c.endswith('.png')
        assert len({n.split('.')[0] for n in (a, b, c)}) == 1
        p = io.BytesIO(jpg)
        assert json.loads(facts)['stem'] == a[:-4]
        out.append(${describeMask('io.BytesIO(png)', 'a[:-4]')})
print(json.dumps(sorted(out)))`;
    expect(run(script, folder)).toEqual(pairs('P'));
  },
);

it.skipIf(!python)(`a shard has as many samples as was asked for${unless}`, async () => {
  const [one] = renamed().entries;
  const stems = Array.from({ length: 25 }, (_, i) => `p${String(i).padStart(2, '0')}`);
  const source = smallSource();
  const many: DatasetSource = {
    ...source,
    entries: stems.map((stem) => ({ ...one!, stem })),
    readJpeg: () => source.readJpeg('pair-b'),
    readMaskPng: () => source.readMaskPng('pair-b'),
  };
  const { folder } = await unpack('webdataset', { picturesPerShard: 10 }, many);
  const script = `import glob, json, tarfile; print(json.dumps({s: len(tarfile.open(s).getnames()) for s in sorted(glob.glob('*.tar'))}))`;
  expect(run(script, folder)).toEqual({
    'train-000000.tar': 30,
    'train-000001.tar': 30,
    'train-000002.tar': 9,
    'val-000000.tar': 6,
  });
});

const hasWebdataset = findPythonWith(['webdataset', 'PIL', 'numpy']);
it.skipIf(!hasWebdataset)(
  `webdataset gives one sample a pair, a dot in a stem or not${hasWebdataset ? '' : ' (skipped: no python3 has webdataset)'}`,
  { timeout: 60_000 },
  async () => {
    const { folder } = await unpack('webdataset');
    const script = `${HEAD}
import glob, webdataset
d = webdataset.WebDataset(sorted(glob.glob('*.tar')), shardshuffle=False)
print(json.dumps(sorted([s['__key__'], sorted(k for k in s if k[0] != '_')] for s in d)))`;
    const { stdout } = spawnSync(hasWebdataset ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(STEMS.map((stem) => [stem, ['jpg', 'json', 'png']]).sort());
  },
);
