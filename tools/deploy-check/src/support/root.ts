import { fileURLToPath } from 'node:url';

/** The repository's root, from `src` as well as from `dist`. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
