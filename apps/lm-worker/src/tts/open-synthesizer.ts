import type { LmWorkerEnv } from '@parley/config';
import { FallbackSynthesizer, type FallbackEvents } from './fallback-synthesizer.js';
import { FliteProcess } from './flite/flite-process.js';
import { FliteProgram } from './flite/flite-program.js';
import { SherpaSynthesizer, type SherpaEvents } from './sherpa/sherpa-synthesizer.js';
import type { Synthesizer } from './synthesizer.js';

export interface SynthesizerEvents extends SherpaEvents, FallbackEvents {
  /** Told why the Flite library is not used. */
  onFallback(error: unknown): void;
}

/**
 * Opens the voice that the environment names, with Flite where it fails, else the fastest of this computer: the
 * Flite library or the `flite` program.
 * @throws VoiceMissing, with what to install, where not even Flite speaks.
 */
export async function openSynthesizer(
  { TTS_MODEL_DIR, FLITE_BIN }: Pick<LmWorkerEnv, 'TTS_MODEL_DIR' | 'FLITE_BIN'>,
  events: SynthesizerEvents,
): Promise<Synthesizer> {
  const openFlite = () => startFlite(FLITE_BIN, events);
  if (!TTS_MODEL_DIR) return openFlite();
  try {
    const preferred = await SherpaSynthesizer.start(TTS_MODEL_DIR, events);
    return new FallbackSynthesizer(preferred, openFlite, events);
  } catch (error) {
    events.onVoiceReplaced(error);
    return openFlite();
  }
}

async function startFlite(program: string, events: SynthesizerEvents): Promise<Synthesizer> {
  try {
    return await FliteProcess.start(events.onRestart);
  } catch (error) {
    events.onFallback(error);
    return FliteProgram.start(program);
  }
}
