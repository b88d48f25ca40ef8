import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import { sharedConfig } from '../../vitest.shared.ts';

const loader = fileURLToPath(new URL('vitest.loader.mjs', import.meta.url));

/** Threads and processes that a test starts inherit the loader: they too run on the sources. */
export default mergeConfig(sharedConfig, { test: { execArgv: ['--import', loader] } });
