import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, CLI_AND_LIBRARIES, SERVICES_ALONE } from './lib/build.mjs';
import { checkNode, ensureNodeModules, ensureSystemPackages, ENV, ROOT } from './lib/setup.mjs';
import { fetchModels, namesIn, reasonOf } from './lib/models.mjs';
import { passSignalsTo, stopWithNpm } from './lib/run.mjs';
import { paint, printFailure, printLine, step } from './lib/steps.mjs';
import { needsOfDemo } from './lib/system-packages.mjs';

/** From a fresh checkout to a conversation: sets up what is missing, builds, and runs `parley demo`. */

const CLI_DIST = join(ROOT, 'apps/cli/dist');

const args = process.argv.slice(2);

stopWithNpm();
try {
  checkNode();
  printLine(`\n${paint('bold', 'Parley')}: ask aloud, hear the answer from your own documents\n`);
  await ensureSystemPackages(needsOfDemo(process.env));
  await ensureNodeModules();
  await setUp({ small: args.includes('--small') });
  process.exitCode = await demo(args);
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

/** Builds everything, and fetches the models meanwhile; without them Parley works, too. */
async function setUp({ small }) {
  let progress = '';
  let fetching = Promise.resolve([]);
  await step('Building', async (show) => {
    await build(CLI_AND_LIBRARIES, show);
    if (!small) fetching = fetchModels((text) => (progress = text));
    fetching.catch(() => undefined); // waited for below
    await build(SERVICES_ALONE, (text) => show(progress ? `${text}, models ${progress}` : text));
  });
  const failures = await (small ? fetching : step('Fetching the models', (show) => shown(show)));
  if (failures.length > 0)
    printLine(`  Without ${namesIn(failures)}, for now. ${reasonOf(failures[0])}`);

  async function shown(show) {
    const showing = setInterval(() => show(progress), 200);
    return fetching.finally(() => clearInterval(showing));
  }
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
