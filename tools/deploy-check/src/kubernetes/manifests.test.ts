import { beforeAll, describe, expect, it } from 'vitest';
import { resolveOverlays, type Overlay } from '../kustomize/overlays.js';
import type { Manifest } from '../kustomize/types.js';
import { schemaProblemOf } from './schemas.js';
import { unknownFieldsOf } from './unknown-fields.js';

let overlays: Overlay[];
beforeAll(async () => {
  overlays = await resolveOverlays();
});

const sorted = (manifests: Manifest[]) =>
  manifests.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;

describe('the Kubernetes manifests', () => {
  it('fit the schemas of Kubernetes and KEDA, every object of every overlay', async () => {
    for (const { name, manifests } of overlays) {
      for (const manifest of manifests)
        expect(await schemaProblemOf(manifest), `${name}: ${nameOf(manifest)}`).toBeUndefined();
    }
  });

  it('have no field that Kubernetes does not know', () => {
    expect(unknownFieldsOf(overlays.flatMap(({ manifests }) => manifests))).toEqual([]);
  });

  it('are the same whoever resolves the overlay', () => {
    for (const { name, folder, manifests } of overlays) {
      const other = overlays.find((overlay) => overlay.folder === folder);
      expect(sorted(manifests), name).toEqual(sorted(other?.manifests ?? []));
    }
  });

  it('would be refused with a misspelt field or a missing one', async () => {
    const misspelt: Manifest = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'x' },
      spec: { maxUnavailabel: 1 },
    };
    const lacking: Manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x' },
      spec: {},
    };
    expect(unknownFieldsOf([misspelt])).toEqual([expect.stringContaining('maxUnavailabel')]);
    expect(await schemaProblemOf(lacking)).toContain('selector');
  });
});
