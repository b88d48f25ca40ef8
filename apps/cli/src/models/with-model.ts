import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LmWorkerEnv, ModelsEnv, readEnvironment } from '@parley/config';
import { isPrepared } from '@parley/moshi';
import { CliError } from '../errors.js';
import { modelFolder } from './model-folder.js';
import { REQUIRED_FILES } from './personaplex-files.js';

/**
 * The environment of a stack, with the model that its engine wants: the one of `MODEL_DIR`, else what
 * `parley models pull` has fetched.
 * @throws CliError with the command that is missing, before anything is started.
 */
export async function withModel(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (env['ENGINE'] !== 'personaplex') return env;
  const { MODEL_DIR, PERSONAPLEX_QUANT: quant } = readEnvironment(LmWorkerEnv, env);
  const folder = resolve(MODEL_DIR ?? modelFolder(readEnvironment(ModelsEnv, env).HF_REPO));
  const missing = REQUIRED_FILES.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0)
    throw new CliError(
      `ENGINE=personaplex needs its model, and ${folder} has no ${missing.join(', ')}. Run: parley models pull --dir ${folder}`,
    );
  if (!(await isPrepared(folder, quant)))
    throw new CliError(
      `The model in ${folder} has to be prepared once. Run: parley models prepare ${folder} --quant ${quant}`,
    );
  return { ...env, MODEL_DIR: folder };
}
