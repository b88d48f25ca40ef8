import { join } from 'node:path';
import { ROOT } from '../support/root.js';
import { hasKubectl, kubectlKustomize } from './kubectl.js';
import { resolveKustomization } from './resolve.js';
import type { Manifest } from './types.js';

const FOLDERS = ['k8s/base', 'k8s/overlays/dev', 'k8s/overlays/gpu'];

export interface Overlay {
  /** Which overlay, and what resolved it. */
  name: string;
  folder: string;
  manifests: Manifest[];
}

/** Every overlay, resolved here and, on a machine that has kubectl, by kubectl as well. */
export async function resolveOverlays(): Promise<Overlay[]> {
  const ways = { 'our resolver': resolveKustomization };
  if (await hasKubectl()) Object.assign(ways, { kubectl: kubectlKustomize });
  const pairs = Object.entries(ways).flatMap(([way, resolve]) =>
    FOLDERS.map(async (folder) => ({
      name: `${folder} (${way})`,
      folder,
      manifests: await resolve(join(ROOT, folder)),
    })),
  );
  return Promise.all(pairs);
}
