import { delimiter, join, resolve } from 'node:path';
import { exposureProblem, GatewayEnv, readEnvironment, SERVICE_ENVIRONMENTS } from '@parley/config';
import { CliError } from '../errors.js';
import { usedModels } from '../models/used-models.js';

/** What the services of a stack get as their environment, apart from the NATS server's address. */
export function serviceEnvironment(
  env: NodeJS.ProcessEnv,
  { port, stateDir }: { port: number; stateDir: string },
): NodeJS.ProcessEnv {
  return {
    ...env,
    ...absolutePaths(env),
    HEALTH_PORT: '', // one port cannot serve five processes
    PATH: withSystemPrograms(env['PATH']),
    PORT: String(port),
    CHROMA_PATH: resolve(env['CHROMA_PATH'] || join(stateDir, 'index')),
  };
}

/**
 * The environment with the models that were fetched, where it does not say otherwise.
 * @returns it, and a line for people on what is used and what could be
 */
export async function withFetchedModels(
  env: NodeJS.ProcessEnv,
  options: { small?: boolean | undefined } = {},
): Promise<{ env: NodeJS.ProcessEnv; line: string }> {
  const { variables, line } = await usedModels(env, options);
  return { env: { ...env, ...variables }, line };
}

/**
 * Checks the environment of every service before the first of them starts.
 * @throws InvalidEnvironment with one sentence for each value that cannot be used, CliError when it lets everyone in.
 */
export function checkEnvironment(env: NodeJS.ProcessEnv): void {
  for (const schema of Object.values(SERVICE_ENVIRONMENTS)) readEnvironment(schema, env);
  const problem = exposureProblem(readEnvironment(GatewayEnv, env));
  if (problem) throw new CliError(problem);
}

/** Where the gateway of a stack on this machine is reached. */
export function addressesOf(
  env: NodeJS.ProcessEnv,
  port: number,
): { url: string; chatUrl: string } {
  const { HOST, SSL_DIR } = readEnvironment(GatewayEnv.pick({ HOST: true, SSL_DIR: true }), env);
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(HOST) ? 'localhost' : HOST;
  const secure = SSL_DIR ? 's' : '';
  return {
    url: `http${secure}://${host}:${port}`,
    chatUrl: `ws${secure}://${host}:${port}/api/chat`,
  };
}

const PATHS = [
  'DOCUMENTS_DIR',
  'SSL_DIR',
  'WEB_DIR',
  'MODEL_DIR',
  'ASR_MODEL_DIR',
  'TTS_MODEL_DIR',
  'TURN_MODEL_DIR',
  'RAG_EMBED_MODEL_DIR',
  'POCKETSPHINX_MODEL_DIR',
];

/** The services run elsewhere than the person who wrote these paths. */
function absolutePaths(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = PATHS.flatMap((name) => (env[name] ? [[name, resolve(env[name])]] : []));
  return Object.fromEntries(given) as NodeJS.ProcessEnv;
}

/** Debian keeps `nats-server` where an ordinary user's PATH does not look. */
function withSystemPrograms(path = ''): string {
  const missing = ['/usr/local/sbin', '/usr/sbin'].filter(
    (folder) => !path.split(delimiter).includes(folder),
  );
  return [path, ...missing].filter(Boolean).join(delimiter);
}
