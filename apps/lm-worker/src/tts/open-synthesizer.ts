import type { LmWorkerEnv } from '@parley/config';
import { FliteProcess } from './flite/flite-process.js';
import { FliteProgram } from './flite/flite-program.js';
import { SherpaSynthesizer, type SherpaEvents } from './sherpa/sherpa-synthesizer.js';
import type { Synthesizer } from './synthesizer.js';

export interface SynthesizerEvents extends SherpaEvents {
  /** Told why the Flite library is not used. */
  onFallback(error: unknown): void;
}

/**
 * Opens the voice that the environment names, else the fastest of this computer: the Flite library or the
 * `flite` program.
 * @throws VoiceMissing, with what to install or fetch.
 */
export async function openSynthesizer(
  { TTS_MODEL_DIR, FLITE_BIN }: Pick<LmWorkerEnv, 'TTS_MODEL_DIR' | 'FLITE_BIN'>,
  events: SynthesizerEvents,
): Promise<Synthesizer> {
  if (TTS_MODEL_DIR) return SherpaSynthesizer.start(TTS_MODEL_DIR, events);
  try {
    return await FliteProcess.start(events.onRestart);
  } catch (error) {
    events.onFallback(error);
    return FliteProgram.start(FLITE_BIN);
  }
}
