export { HubError } from './errors.js';
export { DEFAULT_ENDPOINT, Hub, type HubOptions } from './hub.js';
export { readPulledFolder, type PulledFolder } from './manifest.js';
export { pull, type PullOptions, type PullProgress } from './pull.js';
export { readRelease, type HubFile, type Release } from './release.js';
export { unpack } from './unpack.js';
