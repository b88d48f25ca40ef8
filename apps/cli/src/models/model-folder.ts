import { basename, join } from 'node:path';
import { stateDir } from '../stack/index.js';

export const PERSONAPLEX_REPO = 'nvidia/personaplex-7b-v1';

/** Where models lie when no other folder is named. */
export function modelsFolder(): string {
  return join(stateDir(), 'models');
}

/** Where the release of a repository lies when no other folder is named. */
export function modelFolder(repo: string): string {
  return join(modelsFolder(), basename(repo));
}
