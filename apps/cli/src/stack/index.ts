export { CLI_USER } from './bus-passwords.js';
export { withFetchedModels } from './environment.js';
export { choosePort, freePort } from './ports.js';
export { findRunningStack } from './run-file.js';
export { ROOT, stateDir } from './layout.js';
export { startStack, type Stack, type StackOptions } from './stack.js';
export type { ServiceState, ServiceStatus } from './supervised-process.js';
