import { isIP } from 'node:net';
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

/** "192.0.2.7" or "10.0.0.0/8", likewise with IPv6. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] as number;
  const isLength = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= longest);
  return longest > 0 && isLength && more.length === 0;
}
