import { nx } from './setup.mjs';
import { StepFailed } from './steps.mjs';

/**
 * What the demo builds, in two runs of Nx: the CLI, which then fetches the models, with every library; and the services meanwhile.
 * Nx takes away for a moment what it finds in its cache, to put it back, so the second run leaves alone what the first has built.
 */
const SERVICES = ['gateway', 'codec-worker', 'asr-worker', 'lm-worker', 'rag-service', 'web'];
export const CLI_AND_LIBRARIES = ['--projects=@parley/cli,libs/*'];
export const SERVICES_ALONE = [
  `--projects=${SERVICES.map((name) => `@parley/${name}`).join(',')}`,
  '--excludeTaskDependencies',
];

/**
 * @param {string[]} projects one of the above
 * @param {(text: string) => void} progress told how many parts are built
 * @throws {StepFailed} with what the compiler says
 */
export async function build(projects, progress) {
  let built = 0;
  const { code, output } = await nx(['run-many', '-t', 'build', ...projects], (text) => {
    built += text.match(/^> nx run /gm)?.length ?? 0;
    progress(`${built} parts`);
  });
  if (code !== 0) throw new StepFailed('The build failed:', output);
}
