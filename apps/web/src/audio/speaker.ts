import { CallProblem } from '../call/problem.js';
import { loadWorklet } from './load-worklet.js';
import { openOpusDecoder } from './open-opus-decoder.js';
import { DECODED_RATE_HZ, type OpusDecoder } from './opus-decoder.js';
import type { PlaybackCommand, PlaybackReport } from './playback-messages.js';
import playbackWorkletUrl from './playback.worklet.ts?worker&url';

/** Plays the Opus packets of the voice. */
export interface SpeakerSink {
  play(packet: Uint8Array): void;
  /** Falls silent at once and forgets what was waiting. */
  flush(): void;
  /** Asks the browser again to let the page be heard; needs a click. */
  unblock(): Promise<void>;
  close(): void;
}

export interface SpeakerEvents {
  /** About every 40 ms. */
  onReport(report: PlaybackReport): void;
  /** The browser keeps the page silent, or lets it be heard again. */
  onBlocked(blocked: boolean): void;
}

/**
 * Must be called from a click or key press, or the browser may keep it silent.
 * @throws CallProblem when the page is insecure (browsers then have no worklets) or Opus cannot be decoded.
 */
export async function openSpeaker(events: SpeakerEvents): Promise<SpeakerSink> {
  if (!window.isSecureContext) throw new CallProblem('insecure-page');
  const context = new AudioContext({ sampleRate: DECODED_RATE_HZ, latencyHint: 'interactive' });
  try {
    await loadWorklet(context, playbackWorkletUrl);
    return await WorkletSpeaker.open(context, events);
  } catch (error) {
    await context.close();
    throw error;
  }
}

/** Browsers that may play do so within a few milliseconds; a refusal is a promise that never settles. */
const START_GRACE_MS = 1_000;

class WorkletSpeaker implements SpeakerSink {
  private readonly node: AudioWorkletNode;
  private graceTimer: ReturnType<typeof setTimeout> | undefined;
  private decoder: OpusDecoder | undefined;

  private constructor(
    private readonly context: AudioContext,
    private readonly events: SpeakerEvents,
  ) {
    this.node = new AudioWorkletNode(context, 'playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.node.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => events.onReport(data);
    this.node.connect(context.destination);
  }

  static async open(context: AudioContext, events: SpeakerEvents): Promise<WorkletSpeaker> {
    const speaker = new WorkletSpeaker(context, events);
    speaker.decoder = await openOpusDecoder((samples) => speaker.enqueue(samples));
    void context.resume();
    speaker.graceTimer = setTimeout(() => speaker.watchContext(), START_GRACE_MS);
    return speaker;
  }

  play(packet: Uint8Array): void {
    this.decoder?.decode(packet);
  }

  flush(): void {
    this.decoder?.flush();
    this.command({ type: 'flush' });
  }

  unblock(): Promise<void> {
    return this.context.resume();
  }

  close(): void {
    clearTimeout(this.graceTimer);
    this.context.onstatechange = null;
    this.node.port.onmessage = null;
    this.command({ type: 'close' });
    this.decoder?.close();
    void this.context.close();
  }

  private watchContext(): void {
    const tell = () => this.events.onBlocked(this.context.state !== 'running');
    this.context.onstatechange = tell;
    if (this.context.state !== 'running') tell();
  }

  private enqueue(samples: Float32Array<ArrayBuffer>): void {
    this.command({ type: 'samples', samples }, [samples.buffer]);
  }

  private command(command: PlaybackCommand, transfer: Transferable[] = []): void {
    this.node.port.postMessage(command, transfer);
  }
}
