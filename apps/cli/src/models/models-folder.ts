import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where models lie when no other folder is named: one for all checkouts of a person, since they are large. */
export function modelsFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return resolve(env['PARLEY_MODELS'] || join(cache, 'parley', 'models'));
}
