import { isOpusPacket, MAX_OPUS_FRAME_BYTES } from '@parley/audio';
import type { AgentEvent, Metadata, TranscriptEvent } from '@parley/protocol';
import type { ChatClient } from '../client/chat-client.js';
import { audioAllowance } from '../client/allowances.js';
import type { PacketConsumer } from '../client/client-audio.js';
import { GOES_ON_ELSEWHERE, type CloseReason } from '../client/close-reason.js';
import type { GatewayMetrics } from '../metrics.js';
import { metadataOfAgent, metadataOfTranscript } from './metadata.js';
import { ANNOUNCEMENTS } from './announcement-sounds.js';
import { Announcer, type Announcement } from './announcer.js';
import type { Transcript } from './transcript.js';

/** A packet of 20 ms is one frame and the byte that describes it. */
const MAX_OUT_PACKET_BYTES = MAX_OPUS_FRAME_BYTES + 1;
const isOutPacket = (packet: Uint8Array) =>
  packet.length <= MAX_OUT_PACKET_BYTES && isOpusPacket(packet);

/** Passes what a session's workers send on to the client that is attached at the moment, if any, and notes what was said. */
export class SessionOutput {
  private client: ChatClient | undefined;
  /** The session's, so that coming back again and again brings no new burst. */
  private readonly audioAllowance = audioAllowance();
  private readonly announcer = new Announcer((packets) => this.client?.sink.audio(packets));

  constructor(
    private readonly transcript: Transcript,
    private readonly metrics: Pick<GatewayMetrics, 'invalidBusMessages' | 'turnaroundSeconds'>,
    /** Told when an utterance is added to the transcript or grows. */
    private readonly onUtterance: () => void,
  ) {}

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient, onPacket: PacketConsumer): void {
    this.closeWith(GOES_ON_ELSEWHERE);
    this.client = client;
    client.sink.open();
    client.audio.connect((packet, arrivedAt) => {
      if (client === this.client) onPacket(packet, arrivedAt);
    }, this.audioAllowance);
  }

  /** Forgets a client whose connection is gone; false when it was not the one attached. */
  detach(client: ChatClient): boolean {
    if (this.client !== client) return false;
    this.client = undefined;
    return true;
  }

  closeWith({ sentence, code }: CloseReason): void {
    this.client?.socket.closeWith(sentence, code);
  }

  audio(packets: readonly Uint8Array[], arrivedAt: number): void {
    const { invalidBusMessages, turnaroundSeconds } = this.metrics;
    const sound = packets.filter(isOutPacket);
    invalidBusMessages.inc(packets.length - sound.length);
    if (arrivedAt > 0) turnaroundSeconds.observe((Date.now() - arrivedAt) / 1000);
    if (!this.announcer.isSpeaking) this.client?.sink.audio(sound);
  }

  /** Says a sentence of our own in the place of the engine's voice; resolves when it is said. */
  announce(name: Announcement): Promise<void> {
    this.text(`${ANNOUNCEMENTS[name].text} `);
    return this.announcer.say(name);
  }

  breakOffAnnouncement(): void {
    this.announcer.stop();
  }

  text(piece: string): void {
    this.client?.sink.text(piece);
  }

  transcriptEvent(event: TranscriptEvent): void {
    this.tell(metadataOfTranscript(this.note(event)));
  }

  agentEvent(event: AgentEvent): void {
    this.tell(metadataOfAgent(this.note(event)));
  }

  warned(message: string): void {
    this.tell({ type: 'notice', message });
  }

  private note<Event extends TranscriptEvent | AgentEvent>(event: Event): Event {
    if (event.type === 'final' || event.type === 'transcript') this.onUtterance();
    return this.transcript.note(event);
  }

  private tell(metadata: Metadata | undefined): void {
    if (metadata) this.client?.sink.metadata(metadata);
  }
}
