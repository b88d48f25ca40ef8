import { vi } from 'vitest';

const WAIT_MS = 10_000;

/** On a busy machine a second, which is what vitest gives, is too short for what happens in milliseconds else. */
const { waitFor } = vi;
vi.waitFor = (check, options = WAIT_MS) => waitFor(check, options);
