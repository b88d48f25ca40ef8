import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { generateConfigMap, generateSecret, Generator } from './generators.js';
import { applyPatch, Patch } from './patches.js';
import type { Manifest } from './types.js';

/**
 * The part of kustomize that our manifests use, so that they can be checked on a machine without kubectl.
 * A field that is not listed here is refused: what is not understood must not pass unnoticed.
 */
const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()).default([]),
  patches: z.array(Patch).default([]),
  configMapGenerator: z.array(Generator).default([]),
  secretGenerator: z.array(Generator).default([]),
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.literal(true) }).optional(),
});

/** Every object of the kustomization in `folder`. */
export async function resolveKustomization(folder: string): Promise<Manifest[]> {
  const path = join(folder, 'kustomization.yaml');
  const kustomization = Kustomization.parse(parse(await readFile(path, 'utf8')));
  const { namespace, resources, patches, configMapGenerator, secretGenerator } = kustomization;
  let manifests = [
    ...(await Promise.all(resources.map((name) => resource(join(folder, name))))).flat(),
    ...(await Promise.all(configMapGenerator.map((each) => generateConfigMap(folder, each)))),
    ...(await Promise.all(secretGenerator.map((each) => generateSecret(folder, each)))),
  ];
  for (const patch of patches) manifests = await applyPatch(folder, patch, manifests);
  return namespace ? manifests.map((each) => inNamespace(each, namespace)) : manifests;
}

async function resource(path: string): Promise<Manifest[]> {
  if ((await stat(path)).isDirectory()) return resolveKustomization(path);
  const documents = parseAllDocuments(await readFile(path, 'utf8'), { merge: true });
  return documents.map((document) => {
    if (document.errors[0]) throw new Error(`${basename(path)}: ${document.errors[0].message}`);
    return document.toJS() as Manifest;
  });
}

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  if (manifest.kind === 'Namespace') return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}
