export { choosePort, freePort } from './ports.js';
export { findRunningStack } from './run-file.js';
export { ROOT, STATE_DIR } from './layout.js';
export { startStack, type Stack, type StackOptions } from './stack.js';
export type { ServiceState, ServiceStatus } from './supervised-process.js';
