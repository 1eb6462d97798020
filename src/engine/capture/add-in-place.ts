/** sum += values, element by element. */
export function addInPlace(sum: Float32Array, values: Float32Array): void {
  if (values.length !== sum.length) throw new RangeError(`Cannot add ${values.length} values to ${sum.length}`);
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}
