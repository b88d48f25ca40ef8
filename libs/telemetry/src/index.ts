export * from './health.js';
export * from './logger.js';
export * from './metrics.js';
export * from './run-service.js';
export * from './tracing/messages.js';
export * from './tracing/spans.js';
export * from './tracing/start-tracing.js';
