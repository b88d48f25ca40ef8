import { FliteProcess } from './flite-process.js';
import { FliteProgram } from './flite-program.js';
import type { Synthesizer } from './synthesizer.js';

export interface SynthesizerOptions {
  /** The `flite` program, a name on the PATH or a file. */
  program: string;
  /** Told each time the voice process is replaced. */
  onRestart(cause: unknown): void;
  /** Told why the library is not used. */
  onFallback(error: unknown): void;
}

/**
 * Opens the fastest voice of this computer: the Flite library, else the `flite` program.
 * @throws VoiceMissing, with what to install, when there is neither.
 */
export async function openSynthesizer({
  program,
  onRestart,
  onFallback,
}: SynthesizerOptions): Promise<Synthesizer> {
  try {
    return await FliteProcess.start(onRestart);
  } catch (error) {
    onFallback(error);
    return FliteProgram.start(program);
  }
}
