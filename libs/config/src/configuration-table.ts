import type { z } from 'zod';
import { PROGRAM_ENVIRONMENTS, SERVICE_ENVIRONMENTS } from './services.js';

interface Variable {
  services: string[];
  fallback: string;
  meaning: string;
}

/** The table of `docs/configuration.md`, one row for each variable. */
export function configurationTable(): string {
  const rows = [...variables()].map(([name, { services, fallback, meaning }]) => {
    const where =
      services.length === Object.keys(SERVICE_ENVIRONMENTS).length ? 'all' : services.join(', ');
    return `| \`${name}\` | ${fallback} | ${meaning} | ${where} |`;
  });
  return ['| variable | default | meaning | service |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** Replaces what stands between the markers of `docs/configuration.md`. */
export function fillConfiguration(markdown: string): string {
  return markdown.replace(
    /<!-- configuration -->[\s\S]*?<!-- \/configuration -->/,
    `<!-- configuration -->\n\n${configurationTable()}\n\n<!-- /configuration -->`,
  );
}

function variables(): Map<string, Variable> {
  const all = new Map<string, Variable>();
  for (const [service, schema] of Object.entries(PROGRAM_ENVIRONMENTS)) {
    for (const [name, field] of Object.entries<z.ZodType>(schema.shape)) {
      const known = all.get(name);
      if (known) known.services.push(service);
      else
        all.set(name, {
          services: [service],
          fallback: fallbackOf(field),
          meaning: field.description ?? '',
        });
    }
  }
  return all;
}

function fallbackOf(field: z.ZodType): string {
  const value: unknown = field.safeParse(undefined).data;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
