export * from './capacity.js';
export * from './dtype.js';
export * from './formula.js';
export * from './graph-builder.js';
export * from './rotary-ring.js';
export * from './runtime.js';
export * from './safetensors.js';
export { createRuntime } from './ort/ort-runtime.js';
