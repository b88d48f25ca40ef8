import { checkNode, ensureNodeModules, ensureSystemPackages, nx } from './lib/setup.mjs';
import { fetchModels, namesIn, reasonOf } from './lib/models.mjs';
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
  await ensureModels();
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

/** Tests of models leave themselves out where the models are not there, so that is said here. */
async function ensureModels() {
  const { code, output } = await nx(['run-many', '-t', 'build', '-p', '@parley/cli']);
  if (code !== 0) return printLine(output); // the tasks below say what is wrong with it
  const failures = await fetchModels();
  if (failures.length > 0)
    printLine(`\n>>> TESTS LEFT OUT: those of ${namesIn(failures)}. ${reasonOf(failures[0])}\n`);
}

function check(args) {
  return nx(args, (text) => process.stdout.write(text));
}
