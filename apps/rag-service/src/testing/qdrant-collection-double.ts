import { z } from 'zod';
import { Filter, fits, type Payload } from './qdrant-filter.js';

/** Qdrant refuses a request; the status is what it answers with. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const PointId = z.union([z.guid(), z.number().int().min(0)]);
const Point = z.strictObject({
  id: PointId,
  vector: z.record(z.string(), z.array(z.number())),
  payload: z.record(z.string(), z.unknown()),
});
type Point = z.output<typeof Point>;

export const CollectionConfig = z.object({
  vectors: z.record(
    z.string(),
    z.object({ size: z.number().int().min(1), distance: z.literal('Cosine') }),
  ),
});
type CollectionConfig = z.output<typeof CollectionConfig>;

const Selector = z.object({ filter: Filter });

/** One collection in memory, by operation as they stand in the paths of Qdrant's REST interface. */
export class QdrantCollectionDouble {
  readonly indexes = new Map<string, string>();
  private readonly points = new Map<string, Point>();

  constructor(readonly config: CollectionConfig) {}

  index(body: unknown): void {
    const schema = z.object({
      field_name: z.string(),
      field_schema: z.enum(['keyword', 'integer']),
    });
    const { field_name, field_schema } = schema.parse(body);
    this.indexes.set(field_name, field_schema);
  }

  upsert(body: unknown): void {
    const { points } = z.object({ points: z.array(Point) }).parse(body);
    points.forEach((point) => this.checkVectors(point.vector));
    for (const point of points) this.points.set(String(point.id), point);
  }

  setPayload(body: unknown): void {
    const { payload } = z.object({ payload: z.record(z.string(), z.unknown()) }).parse(body);
    for (const point of this.selected(body)) Object.assign(point.payload, payload);
  }

  deletePayload(body: unknown): void {
    const { keys } = z.object({ keys: z.array(z.string()) }).parse(body);
    for (const point of this.selected(body)) for (const key of keys) delete point.payload[key];
  }

  delete(body: unknown): void {
    for (const { id } of this.selected(body)) this.points.delete(String(id));
  }

  retrieve(body: unknown) {
    const { ids } = z.object({ ids: z.array(PointId) }).parse(body);
    return ids.flatMap((id) => this.points.get(String(id)) ?? []).map(withoutVector);
  }

  /** In the order of the ids, a page at a time. */
  scroll(body: unknown) {
    const schema = Selector.extend({ limit: z.number().default(10), offset: PointId.nullish() });
    const { limit, offset } = schema.parse(body);
    const sorted = this.selected(body).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
    const from = sorted.findIndex(({ id }) => String(id) >= String(offset ?? ''));
    const rest = from < 0 ? [] : sorted.slice(from);
    return {
      points: rest.slice(0, limit).map(withoutVector),
      next_page_offset: rest[limit]?.id ?? null,
    };
  }

  query(body: unknown) {
    const schema = Selector.extend({
      query: z.array(z.number()),
      using: z.string(),
      limit: z.number().default(10),
    });
    const { query, using, limit } = schema.parse(body);
    this.checkVectors({ [using]: query });
    const scored = this.selected(body).flatMap((point) => {
      const vector = point.vector[using];
      return vector ? [{ ...withoutVector(point), score: cosine(vector, query) }] : [];
    });
    return { points: scored.sort((a, b) => b.score - a.score).slice(0, limit) };
  }

  private selected(body: unknown): Point[] {
    const { filter } = Selector.parse(body);
    return [...this.points.values()].filter(({ payload }) => fits(payload, filter));
  }

  private checkVectors(vectors: Record<string, readonly number[]>): void {
    for (const [name, vector] of Object.entries(vectors)) {
      const size = this.config.vectors[name]?.size;
      if (size === undefined)
        throw new Refused(400, `Wrong input: Not existing vector name error: ${name}`);
      if (vector.length !== size)
        throw new Refused(
          400,
          `Wrong input: Vector dimension error: expected dim: ${size}, got ${vector.length}`,
        );
    }
  }
}

function withoutVector({ id, payload }: Point): { id: Point['id']; payload: Payload } {
  return { id, payload };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
