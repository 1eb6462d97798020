import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addCounts, countPlaywright, countVitest, NO_TESTS } from './test-counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'test-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, report: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(report));
  return path;
}

test('a Vitest file that fails before its tests run counts as one failure', () => {
  const report = write('vitest.json', {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
    ],
  });
  expect(countVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

test('errors outside Playwright tests and flaky tests count as failures', () => {
  const report = write('playwright.json', {
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'the server did not start' }],
  });
  expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
});

test('a missing report counts nothing, so that the step itself becomes the failure', () => {
  expect(countVitest(join(folder, 'absent.json'))).toEqual(NO_TESTS);
  expect(countPlaywright(join(folder, 'absent.json'))).toEqual(NO_TESTS);
});

test('counts add up by kind', () => {
  expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});
