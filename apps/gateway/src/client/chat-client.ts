import { MalformedAudio } from '@parley/audio';
import { CLOSE, decodeFrame, MalformedFrame, type ChatQuery } from '@parley/protocol';
import type { GatewayMetrics } from '../metrics.js';
import { GIVEN_UP, type ClientSocket } from './client-socket.js';
import { Flood } from './allowance.js';
import { controlAllowance } from './allowances.js';
import { ClientAudio } from './client-audio.js';
import { ClientSink } from './client-sink.js';
import type { ClientIdentity } from '../queue/session-limits.js';

/** The first byte of audio, in either dialect. */
const AUDIO_KIND = 0x01;
/** So many unreadable messages in a row are no accident. */
const MAX_FAULTS_IN_A_ROW = 20;

/** One connected client: what it sends is read here, what it gets goes out through `sink`. */
export class ChatClient implements ClientIdentity {
  readonly audio: ClientAudio;
  readonly sink: ClientSink;
  private readonly control = controlAllowance();
  private readonly closed = new AbortController();
  private faultsInARow = 0;
  private wasTooFast = false;

  constructor(
    readonly socket: ClientSocket,
    readonly query: ChatQuery,
    private readonly identity: ClientIdentity,
    private readonly metrics: GatewayMetrics,
  ) {
    this.audio = new ClientAudio(metrics);
    this.sink = new ClientSink(socket, query, metrics);
    for (const event of ['close', GIVEN_UP]) socket.once(event, () => this.closed.abort());
  }

  get address(): string {
    return this.identity.address;
  }

  get owner(): string {
    return this.identity.owner;
  }

  /** Aborted when the client is gone, or given up. */
  get gone(): AbortSignal {
    return this.closed.signal;
  }

  /** Only a client that asks for metadata learns the token that it would come back with. */
  get canResume(): boolean {
    return this.query.meta;
  }

  /** Takes one message as it came. */
  receive(bytes: Uint8Array, isText: boolean): void {
    // A client that is being closed may go on sending until it notices.
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.metrics.messagesIn.inc();
    try {
      if ((isText || bytes[0] !== AUDIO_KIND) && !this.control.take(1)) return;
      if (isText)
        throw new MalformedFrame('Text messages are not understood here; send binary messages.');
      this.read(bytes);
      this.faultsInARow = 0;
    } catch (error) {
      if (error instanceof Flood) this.socket.cutOff(error.message, CLOSE.policy);
      else this.countFault(error);
    }
  }

  private read(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, this.socket.dialect);
    if (frame.kind === 'audio') return this.hear(frame.bytes);
    if (frame.kind === 'unknown') this.metrics.unknownKinds.inc();
  }

  private hear(bytes: Uint8Array): void {
    if (this.audio.push(bytes) || this.wasTooFast) return;
    this.wasTooFast = true;
    const message = 'Audio comes faster than time passes, and some of it was left out.';
    this.sink.metadata({ type: 'notice', message });
  }

  private countFault(error: unknown): void {
    if (!(error instanceof MalformedAudio || error instanceof MalformedFrame)) throw error;
    this.metrics.malformedMessages.inc();
    this.faultsInARow += 1;
    if (this.faultsInARow < MAX_FAULTS_IN_A_ROW) this.socket.sendError(error.message);
    else
      this.socket.cutOff(
        'Too many messages in a row could not be read, so the session was ended.',
        CLOSE.malformed,
      );
  }
}
