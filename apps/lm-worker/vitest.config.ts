import { mergeConfig } from 'vitest/config';
import { sharedConfig } from '../../vitest.shared.ts';

/** Processes that a test starts inherit the loader: they too run on the sources. */
export default mergeConfig(sharedConfig, { test: { execArgv: ['--import', 'tsx'] } });
