import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Manifest } from './types.js';

export const Generator = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  files: z.array(z.string()).default([]),
  envs: z.array(z.string()).default([]),
});
type Generator = z.output<typeof Generator>;

export async function generateConfigMap(folder: string, generator: Generator): Promise<Manifest> {
  return { apiVersion: 'v1', kind: 'ConfigMap', ...(await generate(folder, generator)) };
}

export async function generateSecret(folder: string, generator: Generator): Promise<Manifest> {
  const { data, ...rest } = await generate(folder, generator);
  const encoded = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value).toString('base64'),
  ]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    ...rest,
    data: Object.fromEntries(encoded) as Record<string, string>,
  };
}

async function generate(folder: string, { name, namespace, files, envs }: Generator) {
  const data: Record<string, string> = {};
  for (const file of files) data[basename(file)] = await readFile(join(folder, file), 'utf8');
  for (const file of envs)
    Object.assign(data, parseEnv(await readFile(join(folder, file), 'utf8')));
  return { metadata: namespace ? { name, namespace } : { name }, data };
}
