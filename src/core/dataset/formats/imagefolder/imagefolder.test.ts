import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { findPythonWith } from '../../../../../scripts/find-python.mjs';
import { smallLabelSet } from '../../small-dataset.fixture.ts';
import { describeMask, HEAD, pairs, python, renamed, run, unless, unpack } from '../../testing/unpacked-dataset.ts';

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
