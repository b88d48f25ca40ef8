import { join } from 'node:path';
import { DEFAULT_MODELS, type DefaultModel } from './default-models.js';
import { isWhole } from './install-model.js';
import { modelsFolder } from './models-folder.js';

/** What a stack runs with. */
export interface UsedModels {
  /** To be added to the environment. */
  readonly variables: NodeJS.ProcessEnv;
  /** One line for people. */
  readonly line: string;
}

/**
 * The fetched models that a stack uses: each that is whole, unless its variable is set; an empty value means without it.
 * @param small leaves out those that are not named by a variable
 */
export async function usedModels(
  env: NodeJS.ProcessEnv,
  { small = false }: { small?: boolean | undefined } = {},
): Promise<UsedModels> {
  const variables: NodeJS.ProcessEnv = {};
  const used: string[] = [];
  const missing: DefaultModel[] = [];
  for (const model of DEFAULT_MODELS) {
    const folder = join(modelsFolder(env), model.name);
    if (env[model.variable]) used.push(`${model.variable}=${env[model.variable]}`);
    if (small || isDecided(model, env)) continue;
    if (!(await isWhole(folder))) missing.push(model);
    else {
      variables[model.variable] = folder;
      used.push(model.name);
    }
  }
  return { variables, line: lineOf(used, missing) };
}

/** The person has said what to use, or to use nothing. */
function isDecided({ variable }: DefaultModel, env: NodeJS.ProcessEnv): boolean {
  const asksOllama = variable === 'RAG_EMBED_MODEL_DIR' && Boolean(env['OLLAMA_EMBED_MODEL']);
  return asksOllama || env[variable] !== undefined;
}

function lineOf(used: readonly string[], missing: readonly DefaultModel[]): string {
  const kinds = [...new Set(missing.map(({ pulledAs }) => pulledAs))];
  const commands = kinds.map((kind) => `parley models pull ${kind}`).join(' && ');
  const names = missing.map(({ name }) => name).join(', ');
  const parts = [
    `Models: ${used.join(', ') || 'the small ones'}.`,
    ...(missing.length > 0 ? [`Not there: ${names}; to fetch: ${commands}`] : []),
  ];
  return parts.join(' ');
}
