/** Decimal separators of the world's languages, beside the point. */
const COMMAS = /[,\u066b]/g;

/**
 * A number as it is typed or pasted, with a decimal point where a comma stood for it. Several commas separate thousands: they
 * are left for the field to refuse.
 */
export function withDecimalPoint(text: string): string {
  const isDecimal = text.match(COMMAS)?.length === 1 && !text.includes('.');
  return isDecimal ? text.replace(COMMAS, '.') : text;
}
