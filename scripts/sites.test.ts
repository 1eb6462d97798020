import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const MODEL = 'public/models/emoji-scenes/unet/model.onnx';
const folder = mkdtempSync(join(tmpdir(), 'sites-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sites = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/sites.mjs', ...args], { encoding: 'utf8' });

test('lists the sites of the bundled model, one a line', () => {
  const { stdout, stderr, status } = sites(MODEL);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^16 sites \(8 self, 8 cross\), 0 not tapped; tokens at latents of 32×32\.$/);
  expect(lines).toHaveLength(17);
  expect(lines[0]).toMatch(/self +down +down_blocks\..*attn1 .*heads × .*scale .*tokens .*Q .*K /);
}, 60_000);

test('prints the same as JSON', () => {
  const report = JSON.parse(sites(MODEL, '--json').stdout);
  expect(report).toMatchObject({ file: MODEL, selfSites: 8, crossSites: 8, untapped: [] });
  expect(report.sites[0]).toMatchObject({ index: 0, kind: 'self', place: 'down' });
}, 60_000);

test.each([
  ['no file', [], /Expected one file\. Usage/],
  ['a missing file', ['nowhere.onnx'], /nowhere\.onnx; it cannot be opened \(ENOENT\)/],
  ['a folder', ['public'], /public is a folder/],
  ['a file of another kind', [join(folder, 'x.onnx')], /Expected an ONNX model/],
])(
  '%s is an error of one line',
  (_, args, message) => {
    writeFileSync(join(folder, 'x.onnx'), '{"weights": "none"}');
    const { stdout, stderr, status } = sites(...args);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  },
  60_000,
);
