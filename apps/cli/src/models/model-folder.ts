import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stateDir } from '../stack/layout.js';
import { modelsFolder } from './models-folder.js';

export const PERSONAPLEX_REPO = 'nvidia/personaplex-7b-v1';

/** Where models were put before there was a folder for all checkouts; what lies there is still found. */
export function earlierModelsFolder(): string {
  return join(stateDir(), 'models');
}

/** Where the release of a repository lies when no other folder is named. */
export function modelFolder(repo: string): string {
  const name = basename(repo);
  const [folder, earlier] = [join(modelsFolder(), name), join(earlierModelsFolder(), name)];
  return !existsSync(folder) && existsSync(earlier) ? earlier : folder;
}
