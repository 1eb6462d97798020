import { StudioError } from '../../src/core/errors.ts';

/** @throws StudioError `arguments-invalid` */
export function numberIn(option: string, text: string, from: number, to: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= from && number <= to) return number;
  const message = `Expected ${option} to be a number from ${from} to ${to}; found ${JSON.stringify(text)}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

/** @throws StudioError `arguments-invalid` */
export function wholeNumber(option: string, text: string, from: number, to: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  const message = `Expected ${option} to be a whole number from ${from} to ${to}; found ${JSON.stringify(text)}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}
