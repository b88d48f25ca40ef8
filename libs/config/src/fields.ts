import { z } from 'zod';

/** Building blocks of the services' schemas. Each takes text, as an environment gives it. */

export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'it must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `it must be from ${min} to ${max}`);

export const decimal = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'it must be a number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `it must be from ${min} to ${max}`);

export const boolean = z
  .enum(['true', 'false', '1', '0'], 'it must be true or false')
  .transform((value) => value === 'true' || value === '1');

export const port = integer(0, 65_535);

export const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'it must be an http or https address',
});

export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

export function oneOf<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, `it must be one of ${values.join(', ')}`);
}
