import { MalformedAudio } from '@parley/audio';
import { CLOSE, decodeFrame, MalformedFrame, type ChatQuery } from '@parley/protocol';
import type { GatewayMetrics } from '../metrics.js';
import type { ClientSocket } from './client-socket.js';
import { ByteBudget } from './byte-budget.js';
import { ClientAudio } from './client-audio.js';
import { ClientSink } from './client-sink.js';
import type { ClientIdentity } from '../queue/session-limits.js';

/** Opus ends at 510 kbit/s; the burst is for clients that queue audio until the handshake. */
const BYTES_PER_SECOND = 96 * 1024;
const BURST_BYTES = 512 * 1024;
/** So many unreadable messages in a row are no accident. */
const MAX_FAULTS_IN_A_ROW = 20;

/** One connected client: what it sends is read here, what it gets goes out through `sink`. */
export class ChatClient implements ClientIdentity {
  readonly audio: ClientAudio;
  readonly sink: ClientSink;
  private readonly budget = new ByteBudget(BYTES_PER_SECOND, BURST_BYTES);
  private readonly closed = new AbortController();
  private faultsInARow = 0;

  constructor(
    readonly socket: ClientSocket,
    readonly query: ChatQuery,
    private readonly identity: ClientIdentity,
    private readonly metrics: GatewayMetrics,
  ) {
    this.audio = new ClientAudio(metrics);
    this.sink = new ClientSink(socket, query, metrics);
    socket.once('close', () => this.closed.abort());
  }

  get address(): string {
    return this.identity.address;
  }

  get owner(): string {
    return this.identity.owner;
  }

  /** Aborted when the connection is gone. */
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
    if (!this.budget.take(bytes.length))
      return this.socket.closeWith(
        'Data comes faster than any audio does. Send it at the pace of speech.',
        CLOSE.policy,
      );
    try {
      if (isText)
        throw new MalformedFrame('Text messages are not understood here; send binary messages.');
      this.read(bytes);
      this.faultsInARow = 0;
    } catch (error) {
      this.countFault(error);
    }
  }

  private read(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, this.socket.dialect);
    if (frame.kind === 'audio') this.audio.push(frame.bytes);
    if (frame.kind === 'unknown') this.metrics.unknownKinds.inc();
  }

  private countFault(error: unknown): void {
    if (!(error instanceof MalformedAudio || error instanceof MalformedFrame)) throw error;
    this.metrics.malformedMessages.inc();
    this.faultsInARow += 1;
    if (this.faultsInARow < MAX_FAULTS_IN_A_ROW) this.socket.sendError(error.message);
    else
      this.socket.closeWith(
        'Too many messages in a row could not be read, so the session was ended.',
        CLOSE.malformed,
      );
  }
}
