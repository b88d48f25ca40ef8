import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { resolveKustomization } from '../kustomize/resolve.js';
import { ROOT } from '../support/root.js';

/** Every expression that a dashboard, an alert or the autoscaler sends to Prometheus. */
export async function prometheusQueries(): Promise<string[]> {
  const dashboard: unknown = JSON.parse(read('deploy/grafana/dashboards/parley.json'));
  const alerts: unknown = parse(read('deploy/prometheus/alerts.yml'));
  const manifests = await resolveKustomization(join(ROOT, 'k8s/base'));
  return [
    ...textsUnder(dashboard, 'expr'),
    ...textsUnder(alerts, 'expr'),
    ...textsUnder(manifests, 'query'),
  ];
}

/** The metrics in an expression, by the names under which services declare them. */
export function metricsIn(query: string): string[] {
  const names = query.match(/\b(parley|process|nodejs)_\w+/g) ?? [];
  return names.map((name) => name.replace(/_bucket$/, ''));
}

function textsUnder(value: unknown, field: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === field && typeof inner === 'string' ? [inner] : textsUnder(inner, field),
  );
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
