import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('no import goes in a circle, types included', async () => {
  const noCircle = {
    name: 'no-circle',
    severity: 'error',
    from: {},
    to: { circular: true },
  };
  const { output } = await cruise(['apps', 'libs', 'e2e', 'tools'], {
    baseDir: ROOT,
    validate: true,
    ruleSet: { forbidden: [noCircle] },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)(dist|node_modules)/' },
  });
  const { violations, totalDependenciesCruised } = output.summary;
  expect(totalDependenciesCruised).toBeGreaterThan(2_000);
  expect(violations.map(({ cycle }) => cycle.map(({ name }) => name).join(' > '))).toEqual([]);
}, 120_000);
