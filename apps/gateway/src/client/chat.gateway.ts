import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown } from '@nestjs/common';
import {
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import { CLOSE } from '@parley/protocol';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { GatewayMetrics } from '../metrics.js';
import { ClientSocket, GIVEN_UP } from './client-socket.js';
import { AuthService } from '../auth/auth.service.js';
import { checkRight } from '../auth/caller.js';
import { ChatClient } from './chat-client.js';
import { dialectOf, parametersOf, parseChatQuery } from './chat-request.js';
import { ClientAddress } from './client-address.js';
import { RESTART } from './close-reason.js';
import { FloodHistory } from './flood-history.js';
import { Heartbeat } from './heartbeat.js';
import { TrafficLimit } from './traffic-limit.js';
import { SessionRejected } from '../session/session-rejected.js';
import { ResumeStore } from '../resume/resume-store.js';
import { ResumeService } from '../resume/resume.service.js';
import type { Session } from '../session/session.js';
import { Sessions } from '../session/sessions.js';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** No client that is known cuts a message at all, and each part costs like one. */
const MAX_MESSAGE_PARTS = 32;
const CLOSE_TIMEOUT_MS = 5_000;
/** Time for the records of all sessions to be written, where the bus answers. */
const HAND_OVER_MS = 3_000;
/** Time for the last sentence and the close frame to reach the clients. */
const CLOSE_GRACE_MS = 1_000;
/** Nobody comes back after these: the client left (1005 is a close without a code), or misbehaved. */
const FINAL_CLOSES: ReadonlySet<number> = new Set([
  CLOSE.normal,
  CLOSE.goingAway,
  1005,
  1002,
  CLOSE.malformed,
  CLOSE.policy,
  CLOSE.tooBig,
]);

const pause = (ms: number) => sleep(ms, undefined, { ref: false });

/**
 * The WebSocket endpoint `/api/chat`. An upgrade is always accepted, for a browser cannot read why one was rejected,
 * and some clients never try again: a rejection is a sentence and a close code.
 */
@WebSocketGateway({
  path: '/api/chat',
  WebSocket: ClientSocket,
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: MAX_MESSAGE_PARTS,
  // answered at the pace of `pingAllowance`
  autoPong: false,
  closeTimeout: CLOSE_TIMEOUT_MS,
  perMessageDeflate: false,
})
export class ChatGateway
  implements
    OnGatewayConnection<ClientSocket>,
    OnGatewayDisconnect<ClientSocket>,
    BeforeApplicationShutdown
{
  private readonly clients = new Map<ClientSocket, ChatClient>();
  private readonly sessionOf = new WeakMap<ChatClient, Session>();

  constructor(
    private readonly auth: AuthService,
    private readonly addresses: ClientAddress,
    private readonly sessions: Sessions,
    private readonly resumeService: ResumeService,
    private readonly resumeStore: ResumeStore,
    private readonly heartbeat: Heartbeat,
    private readonly floods: FloodHistory,
    private readonly metrics: GatewayMetrics,
    @InjectPinoLogger(ChatGateway.name) private readonly logger: PinoLogger,
  ) {}

  handleConnection(socket: ClientSocket, request: IncomingMessage): void {
    socket.transport = request.socket;
    // Nest's own way of a message, with its pipes and interceptors, costs more than all that is done here.
    const limit = new TrafficLimit(socket);
    socket.on('message', (bytes: Buffer, isBinary) => {
      if (limit.passes(bytes.length)) this.take(socket, bytes, !isBinary);
    });
    socket.once(GIVEN_UP, () => {
      this.floods.cutOff(this.addresses.of(request));
      this.handleDisconnect(socket);
    });
    this.heartbeat.watch(socket);
    this.accept(socket, request).catch((error: unknown) => this.reject(socket, error));
  }

  handleDisconnect(socket: ClientSocket): void {
    const client = this.clients.get(socket);
    this.clients.delete(socket);
    const session = client && this.sessionOf.get(client);
    if (!client || !session?.detach(client) || session.ended.aborted) return;
    const mayComeBack = client.canResume && !FINAL_CLOSES.has(socket.closeCode);
    if (mayComeBack) this.resumeStore.park(session);
    else session.end('client-left');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const closed = [...this.clients.keys()].map((socket) => once(socket, 'close'));
    // The records first: a client that is told goes to another gateway at once.
    await Promise.race([this.sessions.handOverAll(), pause(HAND_OVER_MS)]);
    for (const socket of this.clients.keys()) socket.closeWith(RESTART.sentence, RESTART.code);
    await Promise.race([Promise.all(closed), pause(CLOSE_GRACE_MS)]);
  }

  private take(socket: ClientSocket, bytes: Uint8Array, isText: boolean): void {
    try {
      this.clients.get(socket)?.receive(bytes, isText);
    } catch (error) {
      this.fail(socket, error);
    }
  }

  private async accept(socket: ClientSocket, request: IncomingMessage): Promise<void> {
    const parameters = parametersOf(request);
    socket.dialect = dialectOf(parameters);
    const caller = await this.authenticate(socket, request, parameters.get('token'));
    checkRight(caller, 'talk');
    // it may have left while its token was checked, and nobody would tell us again
    if (socket.readyState !== socket.OPEN) return;
    const query = parseChatQuery(parameters);
    const identity = { address: this.addresses.of(request), owner: caller.owner };
    const client = new ChatClient(socket, query, identity, this.metrics);
    this.clients.set(socket, client);
    const resumed = await this.resume(client, query.resume);
    const session = resumed ?? (await this.sessions.openFor(client));
    await this.connect(client, session, resumed !== undefined);
  }

  /** What the client sends while its token is being checked stays in the socket, also when it has to wait for a flood of before. */
  private async authenticate(socket: ClientSocket, request: IncomingMessage, token: string | null) {
    socket.pause();
    try {
      await this.floods.untilHeard(this.addresses.of(request));
      return await this.auth.check(request, token);
    } finally {
      socket.resume();
    }
  }

  private async resume(client: ChatClient, token: string | undefined) {
    if (token === undefined) return undefined;
    const session = await this.resumeService.resume(client, token);
    if (!session)
      client.sink.metadata({
        type: 'notice',
        message: 'The session before is not here any more, so a new one was begun.',
      });
    return session;
  }

  private async connect(client: ChatClient, session: Session, resumed: boolean): Promise<void> {
    this.sessionOf.set(client, session);
    session.attach(client);
    if (!client.canResume) return;
    const { engine, voice } = session.placement;
    client.sink.metadata({
      type: 'session',
      sessionId: session.id,
      resumeToken: await this.resumeStore.issue(session),
      resumeMs: this.resumeStore.resumeMs,
      resumed,
      engine,
      voice,
    });
  }

  private reject(socket: ClientSocket, error: unknown): void {
    const reason = error instanceof SessionRejected ? error.reason : 'internal';
    this.metrics.sessionsRejected.inc({ reason });
    if (!(error instanceof SessionRejected)) return this.fail(socket, error);
    this.logger.info({ reason }, 'session rejected');
    socket.closeWith(error.message, error.closeCode);
  }

  private fail(socket: ClientSocket, error: unknown): void {
    this.logger.error({ err: error }, 'session failed');
    socket.closeWith('Something failed in this server. Please try again.', CLOSE.internal);
  }
}
