export * from './environment.js';
export * from './services.js';
