import { beforeAll, describe, expect, it } from 'vitest';
import { resolveOverlays, type Overlay } from '../kustomize/overlays.js';
import type { Manifest } from '../kustomize/types.js';
import { podsOf } from './pods.js';

let overlays: Overlay[];
beforeAll(async () => {
  overlays = await resolveOverlays();
});

const eachPod = () =>
  overlays.flatMap(({ name, manifests }) =>
    podsOf(manifests).map((pod) => ({ ...pod, manifests, where: `${name}: ${pod.workload}` })),
  );
const names = (manifests: Manifest[], kind: string) =>
  manifests.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);

describe('every pod', () => {
  it('runs as a user without rights, on a file system that it cannot change', () => {
    for (const { where, securityContext, container } of eachPod()) {
      expect(securityContext, where).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container.securityContext, where).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('has a service account of its own, which gets no token', () => {
    for (const { where, workload, serviceAccount, manifests } of eachPod()) {
      expect(serviceAccount, where).toBe(workload);
      const account = manifests.find(
        ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === serviceAccount,
      );
      expect(account, where).toMatchObject({ automountServiceAccountToken: false });
    }
  });

  it('is asked for its health on a port that it opens', () => {
    for (const { where, container } of eachPod()) {
      const { startupProbe, readinessProbe, livenessProbe, ports } = container;
      const asked = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet);
      const opened = ports.map(({ name }) => name);
      for (const { port } of asked) expect(opened, where).toContain(port);
    }
  });

  it('takes secrets from Secrets that are there', () => {
    for (const { where, container, manifests } of eachPod()) {
      for (const { valueFrom } of container.env) {
        const wanted = valueFrom?.secretKeyRef;
        if (!wanted) continue;
        const secret = manifests.find(
          ({ kind, metadata }) => kind === 'Secret' && metadata.name === wanted.name,
        );
        expect(secret?.['data'], `${where}: ${wanted.name}`).toHaveProperty(wanted.key);
      }
    }
  });

  it('of Parley survives the maintenance of its node one at a time', () => {
    for (const { where, workload, manifests } of eachPod()) {
      const isOurs = workload !== 'nats';
      expect(names(manifests, 'PodDisruptionBudget').includes(workload), where).toBe(isOurs);
    }
  });

  it('may talk to the bus if it has a user there', () => {
    for (const { where, labels, container } of eachPod()) {
      const hasUser = container.env.some(({ name }) => name === 'NATS_USER');
      expect(labels['parley.dev/bus'] === 'client', where).toBe(hasUser);
    }
  });
});

describe('secrets', () => {
  it('in the repository are examples, and say so', () => {
    for (const { name, manifests } of overlays) {
      const secrets = manifests.filter(({ kind }) => kind === 'Secret');
      for (const { data } of secrets) {
        for (const value of Object.values(data as Record<string, string>))
          expect(Buffer.from(value, 'base64').toString(), name).toMatch(/^example-/);
      }
    }
  });
});

describe('the network', () => {
  it('is closed unless a policy opens it', () => {
    for (const { name, manifests } of overlays) {
      const closed = manifests.find(({ metadata }) => metadata.name === 'default-deny');
      expect(closed, name).toMatchObject({
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      });
      expect(closed?.['spec'], name).not.toHaveProperty('ingress');
      expect(closed?.['spec'], name).not.toHaveProperty('egress');
    }
  });
});

describe('the ingress', () => {
  it('ties nobody to one gateway', () => {
    for (const { name, manifests } of overlays) {
      const ingress = manifests.find(({ kind }) => kind === 'Ingress');
      expect(ingress, name).toBeDefined();
      expect(JSON.stringify(ingress?.metadata), name).not.toMatch(/affinity|cookie/);
    }
  });
});

describe('the overlay gpu', () => {
  it('has a Job that fetches the model and prepares it, into the folder where the workers look', () => {
    for (const { name, manifests } of overlays.filter(({ folder }) => folder.endsWith('gpu'))) {
      const job = JSON.stringify(manifests.find(({ kind }) => kind === 'Job'));
      const engine = podsOf(manifests).find(({ workload }) => workload === 'lm-worker');
      const env = Object.fromEntries(
        engine?.container.env.map((each) => [each.name, each.value]) ?? [],
      );
      expect(env, name).toMatchObject({ ENGINE: 'personaplex', PERSONAPLEX_DEVICE: 'cuda' });
      expect(job, name).toContain(`--dir ${env['MODEL_DIR']} `);
      expect(job, name).toContain(
        `models prepare ${env['MODEL_DIR']} --quant ${env['PERSONAPLEX_QUANT']}`,
      );
    }
  });

  it('puts the engine and its codec, and nothing else, on nodes with a GPU', () => {
    for (const { name, folder, manifests } of overlays) {
      const onGpu = podsOf(manifests)
        .filter(({ container }) => 'nvidia.com/gpu' in container.resources.limits)
        .map(({ workload }) => workload);
      const expected = folder.endsWith('gpu') ? ['codec-worker', 'lm-worker'] : [];
      expect(onGpu.toSorted(), name).toEqual(expected);
    }
  });
});
