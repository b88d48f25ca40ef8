import { readWav, floatToInt16 } from '@parley/audio';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FLITE_RATE_HZ, fliteVoice, VOICE_NAMES } from './flite-voices.js';
import {
  SynthesisFailed,
  VoiceMissing,
  type Speech,
  type SpeechRequest,
  type Synthesizer,
} from '../synthesizer.js';

const run = promisify(execFile);
const REPLY_MS = 5_000;

/** The `flite` program, one process for each clause: where the library is not to be had. */
export class FliteProgram implements Synthesizer {
  readonly name = 'Flite program';
  readonly sampleRateHz = FLITE_RATE_HZ;
  readonly voices = VOICE_NAMES;
  private clauses = 0;

  private constructor(
    private readonly program: string,
    private readonly folder: string,
  ) {}

  /** @throws VoiceMissing when the program cannot speak a word. */
  static async start(program: string): Promise<FliteProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
    const synthesizer = new FliteProgram(program, folder);
    try {
      await synthesizer.synthesize({ voice: 'slt', text: 'ready' }, new AbortController().signal);
      return synthesizer;
    } catch (cause) {
      await synthesizer.close();
      throw missing(program, cause);
    }
  }

  async voice(name: string) {
    return fliteVoice(name);
  }

  async synthesize({ voice, text, rate = 1 }: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    signal.throwIfAborted();
    // Flite writes to files only; the name is ours, the text is an argument of its own
    const file = join(this.folder, `${this.clauses++}.wav`);
    try {
      const stretch = `duration_stretch=${1 / rate}`;
      await run(this.program, ['-voice', voice, '--setf', stretch, '-t', text, '-o', file], {
        timeout: REPLY_MS,
        signal,
      });
      return await readSpeech(file);
    } catch (cause) {
      signal.throwIfAborted();
      throw new SynthesisFailed(cause);
    } finally {
      await rm(file, { force: true });
    }
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function readSpeech(file: string): Promise<Speech> {
  const { channels } = readWav(await readFile(file));
  return { samples: floatToInt16(channels[0] ?? new Float32Array()) };
}

function missing(program: string, cause: unknown): VoiceMissing {
  const message = `Flite, the voice, is not installed: the program "${program}" does not speak. On Debian or Ubuntu: apt-get install flite. Elsewhere install Flite 2 and set FLITE_BIN to its program.`;
  return new VoiceMissing(message, { cause });
}
