import {
  Bus,
  SessionHost,
  OpenRejected,
  startNatsServer,
  WorkerRegistry,
  type Announcement,
  type NatsServer,
} from '@parley/bus';
import type {
  FrameFormat,
  TranscriptEvent,
  OpenSession,
  AgentEvent,
  WorkerRecord,
} from '@parley/protocol';

export interface ScriptedOptions {
  readonly voices?: string[];
  readonly lmSlots?: number;
  readonly drainMs?: number;
  readonly needsTranscripts?: boolean;
  readonly ignoresTranscripts?: boolean;
  readonly format?: FrameFormat;
}

const SCRIPTED_ENGINE: Partial<WorkerRecord> = {
  engine: 'scripted',
  format: 'pcm',
  voices: ['slt', 'NATF2'],
  needsTranscripts: true,
};

/**
 * The far side of a real bus for the gateway's tests: workers that take sessions as the real ones do, but
 * whose codec sends every packet back, and whose engine and recogniser say what the test tells them to.
 */
export class ScriptedWorkers {
  /** What the workers were asked to open, newest last. */
  readonly opened: { role: string; request: OpenSession }[] = [];
  /** Sessions that were closed, once for each role. */
  readonly closed: string[] = [];
  /** Sequence numbers of the packets that came in, by session. */
  readonly receivedSequences = new Map<string, number[]>();
  /** Sessions whose opening a worker was told to give up. */
  readonly givenUp: string[] = [];
  private readonly announcements: Announcement[] = [];
  private readonly hosts = new Map<string, SessionHost>();

  private constructor(
    private nats: NatsServer,
    readonly bus: Bus,
    private readonly registry: WorkerRegistry,
  ) {}

  get natsUrl(): string {
    return this.nats.url;
  }

  static async start(): Promise<ScriptedWorkers> {
    const nats = await startNatsServer();
    const bus = await Bus.connect({ url: nats.url, name: 'scripted workers' });
    const registry = await WorkerRegistry.open(bus);
    return new ScriptedWorkers(nats, bus, registry);
  }

  /** One worker of each role that the gateway wants before it calls itself ready. */
  async startAll(options: ScriptedOptions = {}): Promise<void> {
    await this.startCodec();
    await this.startRecognizer();
    await this.startDocuments();
    await this.startEngine(options);
  }

  /** No session is opened here; the gateway only wants to know that it is there. */
  startDocuments(workerId = 'rag-1'): Promise<void> {
    return this.host('rag', workerId, 0, {}, () => () => undefined);
  }

  startCodec(workerId = 'codec-1', formats: FrameFormat[] = ['pcm']): Promise<void> {
    return this.host('codec', workerId, 100, { formats }, ({ sessionId }) => this.echo(sessionId));
  }

  startRecognizer(workerId = 'asr-1'): Promise<void> {
    return this.host('asr', workerId, 100, {}, () => () => undefined);
  }

  startEngine(options: ScriptedOptions = {}, workerId = 'lm-1'): Promise<void> {
    const { lmSlots = 100, drainMs = 0, ...others } = options;
    const details = { ...SCRIPTED_ENGINE, ...others };
    const open = ({ persona }: OpenSession) => {
      if (persona === 'refuse me') throw new OpenRejected('This persona is refused.');
      return () => undefined;
    };
    return this.host('lm', workerId, lmSlots, details, open, drainMs);
  }

  /** An engine that takes sessions and is never ready with one. */
  startEndlessEngine(workerId = 'lm-1', lmSlots = 100): Promise<void> {
    return this.host('lm', workerId, lmSlots, SCRIPTED_ENGINE, () => new Promise(() => undefined));
  }

  /** Puts a worker into the registry that nobody stands behind. */
  async announce(record: WorkerRecord): Promise<void> {
    const announcement = await this.registry.announce(
      () => record,
      () => undefined,
    );
    this.announcements.push(announcement);
  }

  async stop(workerId: string): Promise<void> {
    await this.hosts.get(workerId)?.close();
    this.hosts.delete(workerId);
  }

  agentEvent(sessionId: string, event: AgentEvent): void {
    this.bus.publish('agent', sessionId, event);
  }

  transcriptEvent(sessionId: string, event: TranscriptEvent): void {
    this.bus.publish('transcript', sessionId, event);
  }

  /** The session that was opened last. */
  get lastSessionId(): string {
    const last = this.opened.at(-1);
    if (!last) throw new Error('No session was opened.');
    return last.request.sessionId;
  }

  async close(): Promise<void> {
    for (const announcement of this.announcements) await announcement.close();
    for (const workerId of [...this.hosts.keys()]) await this.stop(workerId);
    await this.bus.close();
    await this.nats.close();
  }

  /** The server forgets all. Resolves when the workers are back. */
  async restartNats(): Promise<void> {
    const port = Number(new URL(this.natsUrl).port);
    const back = this.reconnected();
    await this.nats.close();
    this.nats = await startNatsServer({ port });
    await back;
  }

  private async reconnected(): Promise<void> {
    for await (const { type } of this.bus.nats.status()) if (type === 'reconnect') return;
  }

  private async host(
    role: WorkerRecord['role'],
    workerId: string,
    capacity: number,
    details: Partial<WorkerRecord>,
    open: (request: OpenSession) => (() => void) | Promise<() => void>,
    drainMs = 0,
  ): Promise<void> {
    const { bus, registry } = this;
    const host = await SessionHost.start({
      bus,
      registry,
      role,
      workerId,
      capacity,
      drainMs,
      describe: () => ({ detail: `scripted ${role}`, load: 0, ...details }),
      open: async (request, { signal }) => {
        signal.addEventListener('abort', () => this.givenUp.push(request.sessionId));
        this.opened.push({ role, request });
        const close = await open(request);
        return {
          close: () => {
            close();
            this.closed.push(request.sessionId);
          },
        };
      },
      onError: () => undefined,
    });
    this.hosts.set(workerId, host);
  }

  private echo(sessionId: string): () => void {
    const sequences: number[] = [];
    this.receivedSequences.set(sessionId, sequences);
    const listener = this.bus.subscribeAudio('opusIn', sessionId, (packet, stamp) => {
      sequences.push(stamp.sequence);
      this.bus.publishAudio('opusOut', sessionId, packet, stamp);
    });
    return () => void listener.close();
  }
}
