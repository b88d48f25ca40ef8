import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const FOLDER = process.env['PARLEY_MODELS'] || join(CACHE, 'parley/models');
const NAMES = [
  'moonshine-tiny-en',
  'piper-en_US-joe-medium',
  'smart-turn-v3.2',
  'all-MiniLM-L6-v2',
];

/** Fetched models that are not there; `npm test` fetches them where it can. */
export const missingModels = NAMES.filter((name) => !existsSync(join(FOLDER, name)));
