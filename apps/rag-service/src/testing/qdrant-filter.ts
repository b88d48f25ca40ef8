import { z } from 'zod';

/** The part of Qdrant's filters that this service uses; anything else is rejected, so that no test passes on a misspelt filter. */

const Range = z.strictObject({ lte: z.number().optional(), gt: z.number().optional() });
const Condition = z.union([
  z.strictObject({ key: z.string(), range: Range }),
  z.strictObject({ key: z.string(), match: z.strictObject({ any: z.array(z.string()) }) }),
]);
type Condition = z.output<typeof Condition>;
export const Filter = z.strictObject({
  must: z.array(Condition).default([]),
  must_not: z.array(Condition).default([]),
});
export type Filter = z.output<typeof Filter>;

export type Payload = Record<string, unknown>;

export function fits(payload: Payload, { must, must_not }: Filter): boolean {
  const holds = (condition: Condition) => holdsFor(payload[condition.key], condition);
  return must.every(holds) && !must_not.some(holds);
}

/** A field that is not there meets no condition. */
function holdsFor(value: unknown, condition: Condition): boolean {
  if ('match' in condition) return typeof value === 'string' && condition.match.any.includes(value);
  const { lte = Infinity, gt = -Infinity } = condition.range;
  return typeof value === 'number' && value <= lte && value > gt;
}
