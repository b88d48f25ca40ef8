/** Whether no value is a NaN or an infinity. Zero times one is a NaN, which no sum gets rid of: many times faster than a test of each. */
export function areFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) * 0;
  return sum === 0;
}
