import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureNodeModules, ensureSystemPackages, ENV, nx, ROOT } from './lib/setup.mjs';
import { passSignalsTo, stopWithNpm } from './lib/run.mjs';
import { paint, printFailure, printLine, step, StepFailed } from './lib/steps.mjs';
import { needsOfDemo } from './lib/system-packages.mjs';

/** From a fresh checkout to a conversation: sets up what is missing, builds, and runs `parley demo`. */

const PROJECTS = [
  'cli',
  'gateway',
  'codec-worker',
  'asr-worker',
  'lm-worker',
  'rag-service',
  'web',
];
const CLI_DIST = join(ROOT, 'apps/cli/dist');

stopWithNpm();
try {
  checkNode();
  printLine(`\n${paint('bold', 'Parley')}: ask aloud, hear the answer from your own documents\n`);
  await ensureSystemPackages(needsOfDemo(process.env));
  await ensureNodeModules();
  await step('Building', build);
  process.exitCode = await demo(process.argv.slice(2));
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

async function build(progress) {
  const projects = PROJECTS.map((name) => `@parley/${name}`).join(',');
  let built = 0;
  const { code, output } = await nx(['run-many', '-t', 'build', '-p', projects], (text) => {
    built += text.match(/^> nx run /gm)?.length ?? 0;
    progress(`${built} parts`);
  });
  if (code !== 0) throw new StepFailed('The build failed:', output);
}

/** The channel to the child closes with this program, however it ends; the child then stops everything. */
function demo(args) {
  const guard = pathToFileURL(join(CLI_DIST, 'stack/end-with-parent.js')).href;
  const child = spawn(
    process.execPath,
    ['--import', guard, join(CLI_DIST, 'main.js'), 'demo', ...args],
    { cwd: ROOT, env: ENV, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
  );
  passSignalsTo(child);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
