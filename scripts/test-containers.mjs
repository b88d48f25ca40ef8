import { checkNode, ensureNodeModules, nx } from './lib/setup.mjs';
import { run, stopWithNpm } from './lib/run.mjs';
import { printFailure, StepFailed } from './lib/steps.mjs';

/** Tries the Qdrant store on a real server, in a container of its own. */

stopWithNpm();
try {
  checkNode();
  await ensureNodeModules();
  await ensureDocker();
  const built = await nx(['run', '@parley/rag-service:build'], print);
  const tests = ['vitest', 'run', '--config', 'vitest.containers.config.ts'];
  const { code } = await run('npx', tests, { cwd: 'apps/rag-service', onOutput: print });
  process.exitCode = built.code || code;
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

async function ensureDocker() {
  const { code, output } = await run('docker', ['info', '--format', '{{.ServerVersion}}']);
  if (code !== 0)
    throw new StepFailed(
      'Docker does not answer, so nothing was tried on a real Qdrant. Start it and run this again. "npm test" tries the same contract on a stand-in for the server.',
      output,
    );
}

function print(text) {
  process.stdout.write(text);
}
