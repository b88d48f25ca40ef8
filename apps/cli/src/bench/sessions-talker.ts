import { setTimeout as sleep } from 'node:timers/promises';
import { Decoder } from '@evan/opus';
import { PACKET_MS, pcmFromBytes, SAMPLE_RATE_HZ } from '@parley/protocol';
import { ChatConnection } from '../talk/chat-connection.js';
import { FrameMatcher, type MatchedFrames } from './sessions-matcher.js';
import {
  MARKER_FRAME,
  MARKER_THRESHOLD,
  PACKETS_PER_FRAME,
  PERIOD_FRAMES,
} from './sessions-stimulus.js';

/** After the last packet: as long as an echo may take before its frames count as lost. */
const LAST_ECHO_MS = 2_000;
const POLL_MS = 20;

export interface TalkerResult extends MatchedFrames {
  setupMs: number;
}

/** One session of the load: talks in real time and listens for its echo. */
export class SessionTalker {
  private readonly decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ });
  private readonly matcher = new FrameMatcher();
  private socket: ChatConnection | undefined;
  private setupMs = 0;
  private packetsBack = 0;
  private markersAnnounced = 0;
  private packetsToWarmUp = 0;
  private markersBack = 0;

  constructor(
    private readonly packets: readonly Uint8Array[],
    private readonly periods: number,
  ) {}

  /** @throws CliError when the server does not take the session. */
  async connect(url: URL, token?: string): Promise<void> {
    const startedAt = performance.now();
    const listener = { audio: (packet: Uint8Array) => this.hear(packet), metadata: ignore };
    this.socket = await ChatConnection.open(url, listener, token);
    this.setupMs = performance.now() - startedAt;
  }

  /** Ends with the marker after the last whole period. A session that breaks has lost the rest. */
  async talk(signal: AbortSignal): Promise<void> {
    const lastPacket = (this.periods * PERIOD_FRAMES + MARKER_FRAME + 1) * PACKETS_PER_FRAME;
    const startMs = performance.now();
    for (let index = 0; index < lastPacket; index++) {
      await sleep(Math.max(0, startMs + index * PACKET_MS - performance.now()));
      if (signal.aborted || !this.send(index)) return;
    }
    for (let waitedMs = 0; waitedMs < LAST_ECHO_MS; waitedMs += POLL_MS) {
      if (this.markersBack > this.periods) return;
      await sleep(POLL_MS);
    }
  }

  result(): TalkerResult {
    return { setupMs: this.setupMs, ...this.matcher.result(this.periods * PERIOD_FRAMES) };
  }

  close(): void {
    this.socket?.close();
  }

  private send(index: number): boolean {
    const frame = Math.floor(index / PACKETS_PER_FRAME);
    const place = index % PACKETS_PER_FRAME;
    try {
      this.socket?.send(this.packets[index % this.packets.length] as Uint8Array);
    } catch {
      return false;
    }
    if (place === 0 && frame % PERIOD_FRAMES === MARKER_FRAME - 1) this.listenForMarker();
    if (place === PACKETS_PER_FRAME - 1) this.matcher.sent(frame, performance.now());
    return true;
  }

  /** Decoding costs more than all else here, so it is only done while a marker is on its way. */
  private hear(packet: Uint8Array): void {
    const frame = Math.floor(this.packetsBack / PACKETS_PER_FRAME);
    this.packetsBack += 1;
    this.matcher.received(frame, performance.now());
    if (this.markersBack === this.markersAnnounced || !this.isMarker(packet)) return;
    const sent = this.markersBack * PERIOD_FRAMES + MARKER_FRAME;
    this.markersBack += 1;
    this.matcher.recognised({ sent, received: frame });
  }

  /** From one frame before it goes out: the decoder still remembers the loud end of the marker before. */
  private listenForMarker(): void {
    // While an earlier marker is still awaited the decoder is warm, and must not sleep through it.
    if (this.markersBack === this.markersAnnounced) this.packetsToWarmUp = PACKETS_PER_FRAME;
    this.markersAnnounced += 1;
  }

  private isMarker(packet: Uint8Array): boolean {
    const samples = pcmFromBytes(this.decoder.decode(packet));
    if (this.packetsToWarmUp-- > 0) return false;
    return samples.some((sample) => Math.abs(sample) > MARKER_THRESHOLD);
  }
}

const ignore = () => undefined;
