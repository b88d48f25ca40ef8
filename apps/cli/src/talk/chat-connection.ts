import { setTimeout as sleep } from 'node:timers/promises';
import { CLOSE, decodeFrame, encodeFrame, Metadata } from '@parley/protocol';
import { WebSocket } from 'ws';
import { CliError } from '../errors.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const HANDSHAKE_WITHIN_MS = 30_000;
const POLL_MS = 10;

export interface ChatListener {
  audio(packet: Uint8Array): void;
  metadata(message: Metadata): void;
}

/** One conversation's WebSocket. What ends it early is kept and thrown at the next use. */
export class ChatConnection {
  private failure: CliError | undefined;
  private lastError: string | undefined;
  private isListening = false;
  private lastQueuedAt = performance.now();

  private constructor(
    private readonly socket: WebSocket,
    private readonly url: URL,
    private readonly listener: ChatListener,
  ) {
    socket.on('message', (data: Buffer) => this.take(data));
    socket.on('error', (error) => this.fail(connectionSentence(url, error)));
    socket.on('unexpected-response', (_, { statusCode }) =>
      this.fail(rejectionSentence(url, statusCode)),
    );
    socket.on('close', (code) =>
      this.fail(this.lastError ?? `The server ended the conversation (code ${code}); try again.`),
    );
  }

  /**
   * Connects and waits until the server listens; waiting in its queue does not count as silence.
   * @throws CliError with a sentence when nobody answers or the server declines.
   */
  static async open(url: URL, listener: ChatListener, token?: string): Promise<ChatConnection> {
    const socket = new WebSocket(url, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      // on this machine the certificate is self-signed as a rule
      rejectUnauthorized: !LOOPBACK.has(url.hostname),
    });
    const chat = new ChatConnection(socket, url, listener);
    await chat.untilListening();
    return chat;
  }

  /** @throws CliError when the conversation has ended. */
  send(packet: Uint8Array): void {
    if (this.failure) throw this.failure;
    this.socket.send(encodeFrame({ kind: 'audio', bytes: packet }));
  }

  close(): void {
    this.socket.close(CLOSE.normal);
  }

  private async untilListening(): Promise<void> {
    while (!this.isListening) {
      if (performance.now() - this.lastQueuedAt > HANDSHAKE_WITHIN_MS) {
        this.fail(
          `${this.url.host} did not take up the conversation within 30 s; try again later.`,
        );
      }
      if (this.failure) throw this.failure;
      await sleep(POLL_MS);
    }
  }

  private fail(sentence: string): void {
    this.failure ??= new CliError(sentence);
    this.socket.terminate();
  }

  private take(message: Uint8Array): void {
    const frame = decodeFrame(message);
    if (frame.kind === 'handshake') this.isListening = true;
    if (frame.kind === 'audio') this.listener.audio(frame.bytes);
    if (frame.kind === 'error') this.lastError = frame.message;
    if (frame.kind === 'metadata') this.takeMetadata(frame.json);
  }

  private takeMetadata(json: unknown): void {
    const { data: message } = Metadata.safeParse(json);
    if (message?.type === 'queue') this.lastQueuedAt = performance.now();
    if (message) this.listener.metadata(message);
  }
}

function connectionSentence(url: URL, error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers at ${url.host}; start Parley with: npm run parley -- up`;
  }
  return `The connection to ${url.host} failed: ${code ?? error.message}.`;
}

function rejectionSentence(url: URL, statusCode = 0): string {
  if (statusCode === 401 || statusCode === 403) {
    return `${url.host} did not let us in (${statusCode}); give an access token with --token.`;
  }
  return `${url.host}${url.pathname} does not speak Parley's protocol (HTTP ${statusCode}); check --url.`;
}
