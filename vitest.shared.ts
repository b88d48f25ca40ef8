import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

/** Tests run on the sources of the workspace's libraries, not on their last build. */
const sourceFirst = ['@parley/source'];

export const sharedConfig = defineConfig({
  resolve: { conditions: sourceFirst },
  ssr: { resolve: { conditions: sourceFirst } },
  test: {
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    include: ['src/**/*.test.{ts,tsx}'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});

const loader = fileURLToPath(new URL('vitest.loader.mjs', import.meta.url));

/** For a project whose programs start threads or processes of their own: those run on the sources as well. */
export const configWithChildren = mergeConfig(sharedConfig, {
  test: { execArgv: ['--import', loader] },
});
