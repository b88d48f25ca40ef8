import { once } from 'node:events';
import { decodeFrame, encodeFrame, Metadata, type Dialect, type Frame } from '@parley/protocol';
import { WebSocket } from 'ws';

type Received = ReturnType<typeof decodeFrame>;
export type ReceivedOf<Kind extends Frame['kind']> = Extract<Frame, { kind: Kind }>;

export interface ConnectOptions {
  readonly headers?: Record<string, string>;
  readonly dialect?: Dialect;
}

/** A client of `/api/chat` that remembers all it was sent. */
export class TestClient {
  readonly received: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly socket: WebSocket,
    private readonly dialect: Dialect,
  ) {
    socket.on('message', (bytes: Buffer) => {
      this.received.push(decodeFrame(bytes, dialect));
      for (const look of [...this.waiting]) look();
    });
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  static async connect(
    port: number,
    query = '',
    { headers = {}, dialect = 'parley' }: ConnectOptions = {},
  ): Promise<TestClient> {
    const url = `ws://127.0.0.1:${port}/api/chat?${query}`;
    const client = new TestClient(new WebSocket(url, { headers }), dialect);
    await once(client.socket, 'open');
    return client;
  }

  send(frame: Frame): void {
    this.socket.send(encodeFrame(frame, this.dialect));
  }

  sendAudio(bytes: Uint8Array): void {
    this.send({ kind: 'audio', bytes });
  }

  all<Kind extends Frame['kind']>(kind: Kind): ReceivedOf<Kind>[] {
    return this.received.filter((frame): frame is ReceivedOf<Kind> => frame.kind === kind);
  }

  /** The `count`-th message of a kind, counted from the beginning; waits for it. */
  nth<Kind extends Frame['kind']>(kind: Kind, count: number): Promise<ReceivedOf<Kind>> {
    return this.until(() => this.all(kind)[count - 1]);
  }

  /** The first metadata of a type, held to the schema. */
  async metadata<Type extends Metadata['type']>(
    type: Type,
  ): Promise<Extract<Metadata, { type: Type }>> {
    const isOfType = (metadata: Metadata): metadata is Extract<Metadata, { type: Type }> =>
      metadata.type === type;
    return this.until(() =>
      this.all('metadata')
        .map(({ json }) => Metadata.parse(json))
        .find(isOfType),
    );
  }

  async leave(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  private until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}

/**
 * An Opus packet of 80 ms (SILK, wide band, two frames) with a number in it to know it by. It fills a frame
 * of the deployment, so that it travels at once. `bytes` is odd.
 */
export function opusPacket(number: number, bytes = 41): Uint8Array {
  const packet = new Uint8Array(bytes).fill(number & 0xff);
  packet[0] = 0x51;
  return packet;
}
