import { CallProblem } from '../call/problem.js';

/** @throws CallProblem when the module cannot be fetched: the server that gave out the page is gone. */
export async function loadWorklet(context: AudioContext, url: string): Promise<void> {
  try {
    await context.audioWorklet.addModule(url);
  } catch (error) {
    throw new CallProblem('unreachable', undefined, error);
  }
}
