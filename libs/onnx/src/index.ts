export * from './dtype.js';
export * from './graph-builder.js';
export * from './runtime.js';
export * from './safetensors.js';
export { createRuntime } from './ort/ort-runtime.js';
