import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lastMeasured, scaleTable } from './scale-table.mjs';

test('docs/scale/size.md has the table of the newest measurement', () => {
  const measured = lastMeasured(readFileSync('docs/scale/bench.jsonl', 'utf8'));
  expect(readFileSync('docs/scale/size.md', 'utf8')).toContain(scaleTable(measured, [40_000, 1_000_000]));
});

test('times and rooms follow from pairs a minute and bytes a pair', () => {
  const each = { bytes: 1e6, roomBytes: 2e6 };
  const measured = {
    oneThread: { pairsPerMinute: 10 },
    bytesPerPair: { work: each, workWithoutRecords: each, voc: each },
  };
  const rows = scaleTable(measured, [6000]).split('\n');
  expect(rows).toContain('| 1 core | 10 hours |');
  expect(rows).toContain('| 10 machines of 16 cores | 4 minutes |');
  expect(rows).toContain('| pictures and masks | 6 GB |');
});
