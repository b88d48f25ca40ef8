import { CLOSE, decodeFrame, encodeFrame, MalformedFrame, type Frame } from '@parley/protocol';

export interface ChatSocketEvents {
  onFrame(frame: Frame): void;
  /** The connection broke; another is tried after `retryMs`. */
  onLost(retryMs: number): void;
  /** It is over, and no other is tried. */
  onEnd(end: SocketEnd): void;
}

export interface SocketEnd {
  /** A close code, or why no connection came about. */
  readonly reason: number | 'unreachable' | 'gave-up';
  /** What the server said before it closed. */
  readonly sentence?: string;
}

export interface ChatSocketTiming {
  /** Wait before the first retry; it doubles with each. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly maxRetries: number;
  /** The server is never silent for longer than 2 s, so this long means a dead line. */
  readonly silenceMs: number;
}

const TIMING: ChatSocketTiming = {
  firstRetryMs: 300,
  longestRetryMs: 5_000,
  maxRetries: 16,
  silenceMs: 10_000,
};

/** About four seconds of speech: what waits longer in the socket would come too late. */
const MAX_WAITING_BYTES = 16_384;
/** Our own: "nothing came for too long". Unlike 1000 it leaves the session open for a resumption. */
const CLOSE_SILENT = 4_000;
const FINAL_CODES: readonly number[] = [CLOSE.normal, CLOSE.malformed, CLOSE.policy, CLOSE.tooBig];

/**
 * A connection to `/api/chat` that comes back after it broke.
 * `urlFor` is asked for the address before each attempt, so that it can hold the latest resume token.
 */
export class ChatSocket {
  private socket: WebSocket | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private retries = 0;
  private opened = false;
  private established = false;
  private sentence: string | undefined;

  constructor(
    private readonly urlFor: () => string,
    private readonly events: ChatSocketEvents,
    private readonly timing: ChatSocketTiming = TIMING,
  ) {}

  connect(): void {
    const socket = new WebSocket(this.urlFor());
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.opened = true;
      this.expectSound();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.receive(new Uint8Array(data));
    socket.onclose = ({ code }) => this.closed(code);
    this.socket = socket;
  }

  /** Returns false when the connection cannot take it: late audio is worth less than none. */
  sendAudio(bytes: Uint8Array): boolean {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > MAX_WAITING_BYTES)
      return false;
    socket.send(encodeFrame({ kind: 'audio', bytes }));
    return true;
  }

  /** The network is back: no need to wait for the next attempt. */
  retryNow(): void {
    if (this.retryTimer === undefined) return;
    this.cancelTimers();
    this.connect();
  }

  /** Ends the conversation; no event follows. */
  close(): void {
    this.cancelTimers();
    this.letGo(CLOSE.normal);
  }

  private receive(message: Uint8Array): void {
    this.expectSound();
    const frame = readFrame(message);
    if (!frame) return;
    if (frame.kind === 'error') this.sentence = frame.message;
    if (frame.kind === 'handshake') this.established = true;
    // A connection counts as recovered when sound comes, or a server that fails at once would be asked for ever.
    if (frame.kind === 'audio') this.retries = 0;
    this.events.onFrame(frame);
  }

  private closed(code: number): void {
    this.cancelTimers();
    if (!this.opened) return this.end('unreachable');
    if (FINAL_CODES.includes(code)) return this.end(code);
    const isTurnedAway = !this.established && this.sentence !== undefined;
    if (isTurnedAway && code !== CLOSE.serviceRestart) return this.end(code);
    if (this.retries >= this.timing.maxRetries) return this.end('gave-up');
    this.retryLater(code);
  }

  private retryLater(code: number): void {
    const { firstRetryMs, longestRetryMs } = this.timing;
    // A server that says that it restarts has left the session to another one, which is there already.
    const isHandedOver = code === CLOSE.serviceRestart && this.retries === 0;
    const retryMs = isHandedOver ? 0 : Math.min(firstRetryMs * 2 ** this.retries, longestRetryMs);
    this.retries += 1;
    this.sentence = undefined;
    this.retryTimer = setTimeout(() => this.retryNow(), retryMs);
    this.events.onLost(retryMs);
  }

  private end(reason: SocketEnd['reason']): void {
    const { sentence } = this;
    this.events.onEnd(sentence === undefined ? { reason } : { reason, sentence });
  }

  /** A line that died without a word closes only after minutes; silence tells sooner. */
  private expectSound(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      this.letGo(CLOSE_SILENT);
      this.closed(CLOSE_SILENT);
    }, this.timing.silenceMs);
  }

  private letGo(code: number): void {
    const { socket } = this;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
    this.socket = undefined;
  }

  private cancelTimers(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.retryTimer = undefined;
  }
}

/** What this page does not understand, a newer server may well say: it is passed over. */
function readFrame(message: Uint8Array): Frame | undefined {
  try {
    const frame = decodeFrame(message);
    return frame.kind === 'unknown' ? undefined : frame;
  } catch (error) {
    if (error instanceof MalformedFrame) return undefined;
    throw error;
  }
}
