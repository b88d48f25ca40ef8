export * from './environment.js';
export * from './services.js';
export { ALL_RIGHTS, rightsOf, RIGHTS, type AccessToken, type Right } from './access-tokens.js';
export { exposureProblem, isLoopback } from './exposure.js';
