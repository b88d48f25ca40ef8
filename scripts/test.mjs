import { checkNode, ensureNodeModules, ensureSystemPackages, nx } from './lib/setup.mjs';
import { stopWithNpm } from './lib/run.mjs';
import { printFailure, printLine } from './lib/steps.mjs';
import { needsOfTests } from './lib/system-packages.mjs';
import { sumTests } from './lib/test-summary.mjs';

/** Sets up what the tests need, then checks, builds and tests every project. */

/** Conversations are in real time: they run when nothing else does. */
const CONVERSATIONS = '@parley/e2e';
const ALL = ['-t', 'lint', 'build', 'test', '--parallel=2'];

stopWithNpm();
try {
  checkNode();
  await ensureSystemPackages(needsOfTests());
  await ensureNodeModules();
  const parts = await check(['run-many', ...ALL, `--exclude=${CONVERSATIONS}`]);
  const whole = await check(['run-many', ...ALL, '-p', CONVERSATIONS]);
  const { passed, failed } = sumTests(parts.output + whole.output);
  const tasksWorked = parts.code === 0 && whole.code === 0;
  if (!tasksWorked) printLine('\nNot every task worked: "Failed tasks" above names them.');
  printLine(`\n${passed} passed, ${failed} failed`);
  process.exitCode = tasksWorked && failed === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

function check(args) {
  return nx(args, (text) => process.stdout.write(text));
}
