export * from './bus.js';
export * from './documents-client.js';
export * from './errors.js';
export type { AudioStamp, Traced } from './headers.js';
export * from './registry.js';
export * from './warm-up.js';
export * from './session-host.js';
export * from './session-records.js';
export * from './nats-server.js';
