import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../support/root.js';

const Service = z.looseObject({
  image: z.string(),
  restart: z.string().optional(),
  build: z.looseObject({ target: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({}).optional(),
  profiles: z.array(z.string()).default([]),
});
export type ComposeService = z.output<typeof Service>;

const ComposeFile = z.looseObject({ services: z.record(z.string(), Service) });

/** docker-compose.yml as YAML gives it: anchors and merges resolved, variables as they stand. */
export function readComposeYaml(): unknown {
  return parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
}

/** The services, with variables filled in from the example of the environment file. */
export function readComposeServices(): Record<string, ComposeService> {
  const example = parseEnv(readFileSync(join(ROOT, 'deploy/compose.env.example'), 'utf8'));
  const filled = JSON.stringify(readComposeYaml()).replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_: string, name: string, kind?: string, rest: string = ''): string => {
      const value = example[name];
      if (value) return value;
      if (kind === '?') throw new Error(`deploy/compose.env.example lacks ${name}.`);
      return rest;
    },
  );
  return ComposeFile.parse(JSON.parse(filled)).services;
}
