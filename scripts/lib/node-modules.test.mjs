import { expect, it } from 'vitest';
import { isInstalled, nodeProblem } from './node-modules.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'apps/cli': { version: '0.1.0' },
    'node_modules/@parley/cli': { link: true },
    'node_modules/ws': { version: '8.0.0' },
    'node_modules/for-macs': { version: '1.0.0', optional: true },
  },
};

it('is installed when every package is there in its version', () => {
  expect(isInstalled(lock, { packages: { 'node_modules/ws': { version: '8.0.0' } } })).toBe(true);
});

it('is not installed when a package is missing or another version', () => {
  expect(isInstalled(lock, undefined)).toBe(false);
  expect(isInstalled(lock, { packages: {} })).toBe(false);
  expect(isInstalled(lock, { packages: { 'node_modules/ws': { version: '7.0.0' } } })).toBe(false);
});

it('asks for a newer Node only when this one is too old', () => {
  expect(nodeProblem('v20.18.3')).toContain('this is v20.18.3');
  expect(nodeProblem('v18.20.0')).toBeDefined();
  expect(nodeProblem('v20.19.0')).toBeUndefined();
  expect(nodeProblem('v24.1.0')).toBeUndefined();
});
