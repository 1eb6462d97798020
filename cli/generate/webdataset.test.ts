import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPythonWith } from '../../scripts/find-python.mjs';
import { fakeItems } from '../testing/fake-items.testkit.ts';
import { runFake } from '../testing/run-fake.testkit.ts';
import { runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const python = findPythonWith(['tarfile']);
const ITEMS = 45;

/** As WebDataset's readers do: files side by side belong together by their names up to the first dot. */
const READ = `
import glob, hashlib, itertools, json, tarfile
samples, tars = [], {}
for path in sorted(glob.glob('*.tar')):
    with tarfile.open(path) as tar:
        members = [(m.name, tar.extractfile(m).read()) for m in tar]
    groups = [(k, dict((n.split('.', 1)[1], b) for n, b in g)) for k, g in itertools.groupby(members, lambda m: m[0].split('.', 1)[0])]
    tars[path] = len(groups)
    for key, files in groups:
        facts = json.loads(files['json'])
        magic = files['jpg'][:2] == b'\\xff\\xd8' and files['png'][:8] == b'\\x89PNG\\r\\n\\x1a\\n'
        samples.append([key, sorted(files), facts['settings']['caption'], facts['split'] == path.split('-')[0], magic])
print(json.dumps([tars, samples]))
`;

it.skipIf(!python)(
  `shards become tars of samples that Python reads, each pair once${python ? '' : ' (skipped: there is no python3)'}`,
  async () => {
    const folder = temporaryFolder();
    const items = fakeItems(ITEMS);
    const parts = [1, 2, 3, 4].map((index) => join(folder, `part-${index}`));
    for (const [at, part] of parts.entries()) {
      await runFake(items, part, { shard: { index: at + 1, count: 4 }, resume: true });
    }
    const out = join(folder, 'set');
    const format = ['--format', 'webdataset', '--option', 'picturesPerShard=10'];
    expect((await runHere(['merge', ...parts, ...format, '--out', out])).exitCode).toBe(0);
    const { stdout, stderr } = spawnSync(python ?? '', ['-c', READ], { cwd: out, encoding: 'utf8' });
    expect(stderr).toBe('');
    const [tars, samples] = JSON.parse(stdout) as [
      Record<string, number>,
      [string, string[], string, boolean, boolean][],
    ];
    expect(tars).toEqual({
      'train-000000.tar': 10,
      'train-000001.tar': 10,
      'train-000002.tar': 10,
      'train-000003.tar': 10,
      'train-000004.tar': 1,
      'val-000000.tar': 4,
    });
    expect(new Set(samples.map(([key]) => key)).size).toBe(ITEMS);
    expect(samples.map(([, , caption]) => caption).sort()).toEqual(
      items.map(({ settings }) => settings.caption).sort(),
    );
    for (const [, names, , isItsSplit, isMagic] of samples) {
      expect([names, isItsSplit, isMagic]).toEqual([['jpg', 'json', 'png'], true, true]);
    }
  },
);
