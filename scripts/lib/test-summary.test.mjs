import { expect, it } from 'vitest';
import { sumTests } from './test-summary.mjs';

it('adds up the runs of all projects', () => {
  const output = `
> nx run @parley/bus:test
 Test Files  1 passed (1)
      Tests  9 passed (9)
   Start at  21:02:02
 Test Files  1 failed | 3 passed (4)
      Tests  2 failed | 10 passed (12)
`;
  expect(sumTests(output)).toEqual({ passed: 19, failed: 2 });
});

it('sees through colours', () => {
  const output =
    '\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m23 passed\u001b[39m\u001b[22m (23)';
  expect(sumTests(output)).toEqual({ passed: 23, failed: 0 });
});

it('counts nothing when no test ran', () => {
  expect(sumTests('No test files found')).toEqual({ passed: 0, failed: 0 });
});
