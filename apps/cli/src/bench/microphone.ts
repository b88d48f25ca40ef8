import { setTimeout as sleep } from 'node:timers/promises';
import type { AudioStamp } from '@parley/bus';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';

interface Sound {
  readonly samples: Int16Array;
  position: number;
  startedAt: number | undefined;
  ended(startedAt: number): void;
}

export interface MicrophoneOptions {
  /** Frames go out this many times faster than they are spoken; their times of arrival stay those of speech. */
  speed?: number;
  /** What the room adds to a frame that was recorded from then on, in milliseconds since the epoch. */
  room?(frame: Int16Array, beginsAt: number): void;
  send(frame: Int16Array, stamp: AudioStamp): void;
}

/** Sends a frame every 80 ms until it is stopped: what is to be played, silence otherwise. */
export class Microphone {
  private readonly startedAt = Date.now();
  private readonly stopping = new AbortController();
  private readonly sounds: Sound[] = [];
  private readonly running: Promise<void>;
  private sent = 0;

  constructor(private readonly options: MicrophoneOptions) {
    this.running = this.run();
  }

  /** Seconds of audio that went out so far. */
  get seconds(): number {
    return (this.sent * FRAME_MS) / 1_000;
  }

  /**
   * Plays 16-bit mono at 24 kHz from the next frame on. Resolves when all went out, with when its first sample was
   * spoken, in milliseconds since the epoch.
   */
  play(samples: Int16Array): Promise<number> {
    return new Promise((ended) =>
      this.sounds.push({ samples, position: 0, startedAt: undefined, ended }),
    );
  }

  /** Lets this much silence go out. */
  async pause(ms: number): Promise<void> {
    await this.play(new Int16Array(Math.round((ms * SAMPLE_RATE_HZ) / 1_000)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { speed = 1, send, room } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const dueMs = ((this.sent + 1) * FRAME_MS) / speed;
      const waitMs = this.startedAt + dueMs - Date.now();
      await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const beginsAt = this.startedAt + this.sent * FRAME_MS;
      const frame = this.nextFrame(beginsAt);
      room?.(frame, beginsAt);
      const arrivedAt = this.startedAt + (this.sent + 1) * FRAME_MS;
      send(frame, { sequence: this.sent++, arrivedAt });
    }
  }

  /** One sound begins where the one before it ends, though that is within a frame. */
  private nextFrame(beginsAt: number): Int16Array {
    const frame = new Int16Array(FRAME_SAMPLES);
    for (let filled = 0; filled < FRAME_SAMPLES;) {
      const [sound] = this.sounds;
      if (!sound) break;
      sound.startedAt ??= beginsAt + (filled * 1_000) / SAMPLE_RATE_HZ;
      const part = sound.samples.subarray(sound.position, sound.position + FRAME_SAMPLES - filled);
      frame.set(part, filled);
      filled += part.length;
      sound.position += part.length;
      if (sound.position < sound.samples.length) break;
      this.sounds.shift();
      sound.ended(sound.startedAt);
    }
    return frame;
  }
}
