import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exposureProblem, GatewayEnv, readEnvironment, SERVICE_ENVIRONMENTS } from '@parley/config';
import { beforeAll, describe, expect, it } from 'vitest';
import { inherited, readDockerfile } from '../images/dockerfile.js';
import { ROOT } from '../support/root.js';
import { resolveKustomization } from '../kustomize/resolve.js';
import { serviceContainers, type ServiceContainer } from './containers.js';

const stages = readDockerfile();
let containers: ServiceContainer[];
beforeAll(async () => {
  containers = await serviceContainers();
});

/** Variables that the image sets. */
function imageEnvOf(target: string): Record<string, string> {
  const texts = inherited(stages, target)
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(texts.map((text) => text.split('=') as [string, string]));
}

describe('what the manifests tell our services', () => {
  it('goes to every service, in compose and on Kubernetes', () => {
    for (const where of ['compose', 'dev', 'gpu']) {
      const told = containers.filter((each) => each.where.startsWith(where));
      const services = [...new Set(told.map(({ service }) => service))];
      expect(services.toSorted(), where).toEqual(Object.keys(SERVICE_ENVIRONMENTS).toSorted());
    }
  });

  it('are variables that the service reads, with values that it takes', () => {
    for (const { where, service, env } of containers) {
      const schema = SERVICE_ENVIRONMENTS[service];
      expect(Object.keys(schema.shape), where).toEqual(expect.arrayContaining(Object.keys(env)));
      expect(() => readEnvironment(schema, env), where).not.toThrow();
    }
  });

  it('is complete: the bus, and a user on it of the same name', () => {
    for (const { where, service, env } of containers) {
      expect(env, where).toMatchObject({
        NATS_URL: 'nats://nats:4222',
        NATS_USER: service,
        NATS_PASSWORD: expect.stringMatching(/./),
      });
    }
  });

  it('lets the gateway be reached from outside its container, by who has a token', () => {
    const gateways = containers.filter(({ service }) => service === 'gateway');
    expect(gateways.length).toBeGreaterThan(2);
    for (const { where, env } of gateways) {
      const read = readEnvironment(GatewayEnv, { ...imageEnvOf('gateway'), ...env });
      expect(read.HOST, where).toBe('0.0.0.0');
      expect(exposureProblem(read), where).toBeUndefined();
      expect(read.AUTH_TOKENS.length, where).toBeGreaterThan(0);
    }
  });

  it('names the hosts of the ingress to the gateway, which takes no other', async () => {
    const manifests = await resolveKustomization(join(ROOT, 'k8s/base'));
    const hosts = JSON.stringify(manifests).match(/(?<="host":")[^"]+/g);
    const kubernetes = containers.filter(
      ({ where, service }) => service === 'gateway' && !where.startsWith('compose'),
    );
    for (const { env } of kubernetes)
      expect(readEnvironment(GatewayEnv, env).ALLOWED_HOSTS).toEqual(hosts);
  });

  it('agrees with the ports that they open', () => {
    for (const { where, service, env, ports } of containers) {
      const { HEALTH_PORT, PORT = '8998' } = { ...imageEnvOf(service), ...env };
      const opened = service === 'gateway' ? [PORT, HEALTH_PORT] : [HEALTH_PORT];
      expect(opened.map(Number), where).toEqual(expect.arrayContaining(ports));
    }
  });

  it('names images that the Dockerfile makes, in the version of the repository', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    const targets = stages.map(({ name }) => name);
    for (const { where, service, image } of containers) {
      const [target = '', tag] = image.replace('parley/', '').split(':');
      expect([service, `${service}-gpu`], where).toContain(target);
      expect(targets, where).toContain(target);
      expect(tag, where).toBe(version);
    }
  });

  it('names an image for a GPU where the service computes on one, and nowhere else', () => {
    for (const { where, image, env } of containers) {
      const device = env['PERSONAPLEX_DEVICE'];
      expect(image.includes('-gpu:'), where).toBe(device === 'cuda');
    }
    expect(containers.filter(({ image }) => image.includes('-gpu:')).length).toBe(4);
  });
});

describe('the images', () => {
  it.each(Object.keys(SERVICE_ENVIRONMENTS))('set variables that %s reads', (service) => {
    const { NODE_ENV, ...env } = imageEnvOf(service);
    const schema = SERVICE_ENVIRONMENTS[service as keyof typeof SERVICE_ENVIRONMENTS];
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(env)));
    expect(() => readEnvironment(schema, env)).not.toThrow();
  });
});
