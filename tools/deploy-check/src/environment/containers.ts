import { join } from 'node:path';
import { SERVICE_ENVIRONMENTS, type ServiceName } from '@parley/config';
import { readComposeServices } from '../compose/compose-file.js';
import { resolveKustomization } from '../kustomize/resolve.js';
import { podsOf, type Container } from '../kubernetes/pods.js';
import { ROOT } from '../support/root.js';

/** One of our services as a manifest runs it. */
export interface ServiceContainer {
  where: string;
  service: ServiceName;
  image: string;
  env: Record<string, string>;
  /** Ports that the manifest takes for granted. */
  ports: number[];
}

/** The images for a GPU hold the same programs. */
const IMAGE = /^parley\/([\w-]+?)(?:-gpu)?:/;

/** Every container of ours in the compose file and in the overlays. */
export async function serviceContainers(): Promise<ServiceContainer[]> {
  const overlays = await Promise.all(['dev', 'gpu'].map(containersOfOverlay));
  return [...containersOfCompose(), ...overlays.flat()];
}

function containersOfCompose(): ServiceContainer[] {
  return Object.entries(readComposeServices()).flatMap(([name, { image, environment, ports }]) => {
    const service = serviceOf(image);
    if (!service) return [];
    const targets = ports.map((port) => Number(port.split(':').at(-1)));
    return [{ where: `compose: ${name}`, service, image, env: environment, ports: targets }];
  });
}

async function containersOfOverlay(overlay: string): Promise<ServiceContainer[]> {
  const manifests = await resolveKustomization(join(ROOT, 'k8s/overlays', overlay));
  return podsOf(manifests).flatMap(({ container }) => {
    const service = serviceOf(container.image);
    if (!service) return [];
    const { image, name } = container;
    const ports = container.ports.map(({ containerPort }) => containerPort);
    return [{ where: `${overlay}: ${name}`, service, image, env: envOf(container), ports }];
  });
}

/** What comes from a Secret or from the pod itself is stood in for by a word. */
function envOf({ env }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'given-elsewhere']));
}

function serviceOf(image: string): ServiceName | undefined {
  const name = IMAGE.exec(image)?.[1] ?? '';
  return name in SERVICE_ENVIRONMENTS ? (name as ServiceName) : undefined;
}
