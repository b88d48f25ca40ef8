export * from './bus.js';
export * from './chat-query.js';
export * from './codes.js';
export * from './metadata.js';
export * from './pcm.js';
export * from './session.js';
export * from './time.js';
export * from './wire.js';
