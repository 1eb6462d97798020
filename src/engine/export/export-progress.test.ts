import { expect, it } from 'vitest';
import type { ExportProgress } from '../../rpc/export-contract.ts';
import { ExportProgressTeller } from './export-progress.ts';

function tellerOf(total: number) {
  const told: ExportProgress[] = [];
  const clock = { ms: 0 };
  const teller = new ExportProgressTeller(
    total,
    (progress) => told.push(progress),
    () => clock.ms,
  );
  return { told, clock, teller };
}

it('counts a pair when it was surveyed and written, and one that is left out at once', () => {
  const { told, clock, teller } = tellerOf(3);
  for (const step of [() => teller.surveyed(true), () => teller.surveyed(false), () => teller.surveyed(true)]) {
    step();
    clock.ms += 100;
  }
  teller.written();
  clock.ms += 100;
  teller.written();
  expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 2, 3]);
});

it('tells what is left from what was needed so far, after a second', () => {
  const { told, clock, teller } = tellerOf(100);
  clock.ms = 999;
  teller.surveyed(true);
  clock.ms = 2000;
  for (let i = 0; i < 19; i++) teller.surveyed(true);
  expect(told[0]).toEqual({ done: 0, total: 100, remainingMs: null });
  // Told at the second pair: 18 of 1000 units took two seconds.
  expect(told[1]).toEqual({ done: 1, total: 100, remainingMs: (2000 / 18) * 982 });
});

it('tells ten times a second at most, and the end always', () => {
  const { told, teller } = tellerOf(50);
  for (let i = 0; i < 50; i++) teller.surveyed(true);
  for (let i = 0; i < 50; i++) teller.written();
  expect(told.map(({ done }) => done)).toEqual([0, 50]);
});

it('tells the same again, seldom, while masks are looked at', () => {
  const { told, clock, teller } = tellerOf(2);
  teller.surveyed(true);
  for (let i = 0; i < 10; i++) {
    clock.ms += 25;
    teller.alive();
  }
  expect(told.map(({ done }) => done)).toEqual([0, 0, 0]);
});
