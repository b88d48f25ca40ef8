import type { Manifest } from '../kustomize/types.js';

interface Model {
  /** @throws when the object does not fit its schema. */
  validate(): void;
}
type Models = Record<string, (new (data: Manifest) => Model) | undefined>;

/** Types and schemas of the Kubernetes API, and of KEDA, by API version. */
export function modelsPackageOf({ apiVersion }: Manifest): string {
  const vendor = apiVersion.startsWith('keda.sh/')
    ? '@kubernetes-models/keda'
    : 'kubernetes-models';
  return `${vendor}/${apiVersion}`;
}

/** Undefined when the object fits the schema of its kind, else what is wrong with it. */
export async function schemaProblemOf(manifest: Manifest): Promise<string | undefined> {
  const models = (await import(modelsPackageOf(manifest))) as Models;
  const Model = models[manifest.kind];
  if (!Model) return `${manifest.apiVersion} has no kind ${manifest.kind}`;
  try {
    new Model(manifest).validate();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
