import { z } from 'zod';
import type { Manifest } from '../kustomize/types.js';

const Reference = z.looseObject({ name: z.string(), key: z.string() });

const Probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: z.string() }),
});

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({ secretKeyRef: Reference.optional() }).optional(),
      }),
    )
    .default([]),
  startupProbe: Probe,
  readinessProbe: Probe,
  livenessProbe: Probe,
  resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
  securityContext: z.looseObject({}),
});
export type Container = z.output<typeof Container>;

const Workload = z.looseObject({
  kind: z.enum(['Deployment', 'StatefulSet']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({}),
        containers: z.array(Container).length(1),
      }),
    }),
  }),
});

export interface Pod {
  workload: string;
  labels: Record<string, string>;
  serviceAccount: string;
  securityContext: object;
  container: Container;
}

/** What runs, by workload; a workload that lacks probes, limits or the like is refused here. */
export function podsOf(manifests: Manifest[]): Pod[] {
  const workloads = manifests.filter(({ kind }) => /^(Deployment|StatefulSet)$/.test(kind));
  return workloads.map((manifest) => {
    const { metadata, spec } = Workload.parse(manifest);
    const { template } = spec;
    const [container] = template.spec.containers;
    if (!container) throw new Error(`${metadata.name} has no container.`);
    return {
      workload: metadata.name,
      labels: template.metadata.labels,
      serviceAccount: template.spec.serviceAccountName,
      securityContext: template.spec.securityContext,
      container,
    };
  });
}
