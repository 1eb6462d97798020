import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findPythonWith } from '../../scripts/find-python.mjs';
import { fakeItems } from '../testing/fake-items.testkit.ts';
import { runFake } from '../testing/run-fake.testkit.ts';
import { runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const python = findPythonWith(['ast']);
const unless = python ? '' : ' (skipped: there is no python3)';

/** Reads a config with its bases as mmengine merges them; those of mmsegmentation itself are empty. */
const READ = `
import ast, copy, json, os, types
def merge(a, b):
    b = dict(b)
    for k, v in a.items():
        if isinstance(v, dict) and not v.pop('_delete_', False) and k in b:
            assert isinstance(b[k], dict), f'{k}: a dict cannot be merged into {b[k]!r}'
            b[k] = merge(v, b[k])
        else:
            b[k] = v
    return b
def read(path):
    if path.startswith('mmseg::'):
        return {}
    folder = os.path.dirname(os.path.abspath(path))
    text = open(path, encoding='utf8').read().replace('{{ fileDirname }}', folder)
    named = [n.value for n in ast.parse(text, path).body if isinstance(n, ast.Assign) and n.targets[0].id == '_base_']
    bases = ast.literal_eval(named[0]) if named else []
    merged = {}
    for base in bases if isinstance(bases, list) else [bases]:
        of_base = read(base if base.startswith('mmseg::') else os.path.join(folder, base))
        assert not set(of_base) & set(merged), f'{path}: bases repeat {set(of_base) & set(merged)}'
        merged.update(of_base)
    values = {'_merged': types.SimpleNamespace(**merged)}
    exec(compile(text.replace('_base_.', '_merged.'), path, 'exec'), values)
    values = {k: v for k, v in values.items() if not k.startswith('_')}
    return merge(copy.deepcopy(values), merged)
print(json.dumps({name: read(f'configs/{name}') for name in os.listdir('configs')}))
`;

beforeAll(async () => {
  await import('./train-ready.ts');
}, 60_000);

async function madeReady(...more: string[]) {
  const folder = temporaryFolder();
  const [set, out] = [join(folder, 'set.zip'), join(folder, 'training')];
  await runFake(fakeItems(12), set);
  return { out, ...(await runHere(['train-ready', set, '--out', out, ...more])) };
}

function configsIn(out: string): Record<string, Record<string, never>> {
  const { status, stdout, stderr } = spawnSync(python ?? '', ['-c', READ], { cwd: out, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

it.skipIf(!python)(`writes configs that are Python, and find what they name${unless}`, async () => {
  const { out, exitCode, stdout } = await madeReady('--gpus', '4');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('They were not run by this project')]);
  expect(readdirSync(join(out, 'img_dir/train'))).toHaveLength(11);
  const configs = configsIn(out);
  const paper = ['deeplabv3_r50', 'deeplabv3_r101', 'mask2former_r50'];
  for (const name of paper) {
    expect(configs[`train_${name}.py`]).toMatchObject({
      train_dataloader: { batch_size: 2, dataset: { data_prefix: { seg_map_path: 'ann_dir/train' } } },
      val_dataloader: { dataset: { data_prefix: { img_path: 'img_dir/val' } } },
      train_cfg: { max_iters: 20_000 },
      custom_hooks: [{ type: 'EMAHook' }],
      tta_pipeline: [{}, { transforms: [expect.objectContaining({ length: 6 }), { length: 2 }, {}, {}] }],
    });
    const labels = `ann_self/${name}/train`;
    expect(configs[`relabel_${name}.py`]).toMatchObject({
      test_dataloader: { dataset: { data_prefix: { img_path: 'img_dir/train' } } },
      test_evaluator: { format_only: true, output_dir: expect.stringMatching(new RegExp(`/\\.\\./${labels}$`)) },
    });
    expect(configs[`self_train_${name}.py`]).toMatchObject({
      train_dataloader: {
        batch_size: 2,
        dataset: { data_prefix: { img_path: 'img_dir/train', seg_map_path: labels } },
      },
    });
  }
});

it.skipIf(!python)(`measures on real pictures where it is told where they are${unless}`, async () => {
  const devkit = join(temporaryFolder(), 'VOCdevkit');
  mkdirSync(join(devkit, 'VOC2012/ImageSets/Segmentation'), { recursive: true });
  writeFileSync(join(devkit, 'VOC2012/ImageSets/Segmentation/val.txt'), '2007_000033\n');
  const { out, exitCode } = await madeReady('--real-voc', devkit, '--train-percent', '100', '--iterations', '3000');
  expect(exitCode).toBe(0);
  const configs = configsIn(out);
  const real = { data_root: join(devkit, 'VOC2012'), ann_file: 'ImageSets/Segmentation/val.txt' };
  expect(configs['self_train_mask2former_r50.py']).toMatchObject({
    train_cfg: { max_iters: 3000 },
    test_dataloader: { dataset: { ...real, ignore_index: 255 } },
    test_evaluator: { type: 'IoUMetric' },
  });
  expect(configs['relabel_mask2former_r50.py']).toMatchObject({ test_dataloader: { dataset: { ann_file: '' } } });
});

it('writes a script that bash reads, and that trains, measures, labels and trains again', async () => {
  const { out } = await madeReady();
  const bin = temporaryFolder();
  const said = join(bin, 'said');
  // In place of mim: notes what it is asked, and leaves a checkpoint.
  const mim = `#!/bin/bash\necho "$*" >> '${said}'\n[ "$1" = train ] && mkdir -p "\${@: -1}" && echo last.pth > "\${@: -1}/last_checkpoint"; true\n`;
  writeFileSync(join(bin, 'mim'), mim, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const run = spawnSync(join(out, 'train.sh'), ['deeplabv3_r50'], { encoding: 'utf8', env });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const asked = spawnSync('cat', [said], { encoding: 'utf8' }).stdout.split('\n');
  const two = '--gpus 2 --launcher pytorch';
  const [train, self] = ['train_deeplabv3_r50', 'self_train_deeplabv3_r50'];
  expect(asked).toEqual([
    `train mmsegmentation configs/${train}.py ${two} --work-dir work_dirs/${train}`,
    `test mmsegmentation configs/${train}.py ${two} --checkpoint last.pth`,
    `test mmsegmentation configs/${train}.py ${two} --checkpoint last.pth --tta`,
    `test mmsegmentation configs/relabel_deeplabv3_r50.py ${two} --checkpoint last.pth`,
    `train mmsegmentation configs/${self}.py ${two} --work-dir work_dirs/${self}`,
    `test mmsegmentation configs/${self}.py ${two} --checkpoint last.pth`,
    `test mmsegmentation configs/${self}.py ${two} --checkpoint last.pth --tta`,
    '',
  ]);
});

it.each([
  ['a ZIP to train from', ['--out', 'x.zip'], 2, 'to be a folder'],
  ['three cards', ['--gpus', '3'], 2, '1, 2, 4, 8'],
  ['a VOC that is not there', ['--real-voc', 'nowhere'], 3, 'val pictures at '],
])('refuses %s', async (_, args, exitCode, said) => {
  const out = args.includes('--out') ? [] : ['--out', join(temporaryFolder(), 'out')];
  const run = await runHere(['train-ready', 'set.zip', ...out, ...args]);
  expect(run.exitCode).toBe(exitCode);
  expect(run.stderr).toContain(said);
});
