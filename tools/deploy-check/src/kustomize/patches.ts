import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Manifest } from './types.js';

export const Patch = z.strictObject({
  path: z.string(),
  target: z.strictObject({ kind: z.string(), name: z.string().optional() }).optional(),
});
type Patch = z.output<typeof Patch>;

const Deletion = z.looseObject({
  $patch: z.literal('delete'),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Applies a JSON patch (RFC 6902) to the objects it is meant for, or takes one object out. */
export async function applyPatch(
  folder: string,
  { path, target }: Patch,
  manifests: Manifest[],
): Promise<Manifest[]> {
  const content: unknown = parse(await readFile(join(folder, path), 'utf8'));
  const { kind, name } = target ?? namedBy(Deletion.parse(content));
  const isMeant = (manifest: Manifest) =>
    manifest.kind === kind && (name === undefined || manifest.metadata.name === name);
  if (!manifests.some(isMeant)) throw new Error(`${path} is for a ${kind} that is not there.`);
  if (!target) return manifests.filter((manifest) => !isMeant(manifest));
  return manifests.map((manifest) =>
    isMeant(manifest) ? patched(manifest, content as Operation[]) : manifest,
  );
}

function namedBy({ kind, metadata }: z.output<typeof Deletion>) {
  return { kind, name: metadata.name };
}

function patched(manifest: Manifest, operations: Operation[]): Manifest {
  const validateOperations = true;
  return jsonPatch.applyPatch(manifest, operations, validateOperations, false).newDocument;
}
