import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { findPythonWith } from '../../../../../scripts/find-python.mjs';
import { smallSource } from '../../small-dataset.fixture.ts';
import {
  describeMask,
  HEAD,
  pairs,
  python,
  renamed,
  run,
  STEMS,
  unless,
  unpack,
} from '../../testing/unpacked-dataset.ts';
import type { DatasetSource } from '../../types.ts';

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
