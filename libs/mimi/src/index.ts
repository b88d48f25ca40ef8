export { Checkpoint, CHECKPOINT_FILE, UnusableCheckpoint } from './checkpoint.js';
export { frameSamples, MimiConfig } from './config.js';
export * from './mimi.js';
