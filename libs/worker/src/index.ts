export * from './connect-bus.js';
export * from './frame-queue.js';
export * from './load-meter.js';
export * from './parts.js';
export * from './start-worker.js';
export * from './step-loop.js';
