import { packetsFromBytes } from '@parley/protocol';
import { ANNOUNCEMENTS } from './announcement-sounds.js';

export type Announcement = keyof typeof ANNOUNCEMENTS;

/** Of 20 ms each: what an engine emits at once. */
const PACKETS_AT_ONCE = 4;
const PACE_MS = 80;

/** Says a sentence of the gateway's own, at the pace of speech: for when the voice cannot, or has nothing to say. */
export class Announcer {
  private timer: NodeJS.Timeout | undefined;
  private finish: () => void = () => undefined;

  constructor(private readonly send: (packets: readonly Uint8Array[]) => void) {}

  get isSpeaking(): boolean {
    return this.timer !== undefined;
  }

  /** Resolves when it is said, or broken off. */
  say(name: Announcement): Promise<void> {
    this.stop();
    const packets = packetsFromBytes(Buffer.from(ANNOUNCEMENTS[name].opus, 'base64'));
    const next = () => {
      if (packets.length === 0) this.stop();
      else this.send(packets.splice(0, PACKETS_AT_ONCE));
    };
    this.timer = setInterval(next, PACE_MS);
    return new Promise((resolve) => (this.finish = resolve));
  }

  /** Breaks off what is being said. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.finish();
  }
}
