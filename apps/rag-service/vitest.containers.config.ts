import { sharedConfig } from '../../vitest.shared.ts';

/** What needs Docker: `npm run test:containers`. Pulling an image takes its time. */
export default {
  ...sharedConfig,
  test: { ...sharedConfig.test, include: ['src/**/*.containers.ts'], hookTimeout: 300_000 },
};
