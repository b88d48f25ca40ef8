import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { WorkerRecord } from '@parley/protocol';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** For the time that a frame is on its way, at any stage: seconds. */
export const FRAME_AGE_BUCKETS = [0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.16, 0.24, 0.32, 0.5, 1, 2];

/** More kinds than any service has sentences for its log; what a library words anew each time must not fill the memory. */
const MOST_KINDS = 64;
const kinds = new Set<string>();

/** Of the whole process, as its log is; every registry shows it. */
const errors = new Counter({
  name: 'parley_errors_total',
  help: 'Errors and warnings in the log, by what it says of them.',
  labelNames: ['kind'],
  registers: [],
});

/** @param kind the constant message of the log line */
export function countError(kind: string): void {
  if (kinds.size < MOST_KINDS) kinds.add(kind);
  errors.inc({ kind: kinds.has(kind) ? kind : 'other' });
}

let ofProcess: Registry | undefined;

/** A registry with the process's own figures and its errors; `service` labels every series. */
export function createMetrics(service: string): Registry {
  // gathered once: each set of them watches the event loop and the garbage collector for as long as the process lives
  if (!ofProcess) collectDefaultMetrics({ register: (ofProcess = new Registry()) });
  const registry = Registry.merge([ofProcess]);
  registry.setDefaultLabels({ service });
  registry.registerMetric(errors);
  return registry;
}

/** Shows sessions, slots and headroom of a worker, by the names that all workers share. */
export function showSlots(registry: Registry, read: () => WorkerRecord | undefined): void {
  const gauge = (name: string, help: string, of: (record: WorkerRecord) => number) =>
    new Gauge({
      name: `parley_worker_${name}`,
      help,
      registers: [registry],
      collect() {
        const record = read();
        if (record) this.set(of(record));
      },
    });
  gauge('sessions', 'Sessions that hold a slot.', ({ sessions }) => sessions);
  gauge('slots', 'Sessions that fit at once.', ({ capacity }) => capacity);
  gauge('headroom_ratio', 'Share of the time for a frame that is left.', ({ load }) =>
    Math.max(0, 1 - load),
  );
}
