import type { Traced } from '@parley/bus';
import {
  pcmToBytes,
  type AskRequest,
  type FinalTranscript,
  type Heard,
  type OpenSession,
  type Preflight,
  type TranscriptEvent,
} from '@parley/protocol';
import type { EngineSession, StepOutput } from '../engine.js';
import { nextState, type DialogueSignal, type DialogueState } from './dialogue-state.js';
import { History } from '../../rag/history.js';
import { askBack } from './ask-back.js';
import { BargeIn } from './barge-in.js';
import { AudioOutputQueue } from './audio-output-queue.js';
import { TurnTrace } from './turn-trace.js';
import { AgentTurn, type AgentTurnPorts } from './agent-turn.js';
import { Manner } from './manner.js';
import { PreparedAnswer, type PreparedAnswerPorts } from './prepared-answer.js';
import { Reply } from './reply.js';
import { perform } from './speech-acts.js';

/** What a turn gets from its session. */
type OwnPorts = 'output' | 'trace' | 'manner' | 'perform';

export interface CascadeSessionPorts
  extends Omit<AgentTurnPorts, OwnPorts>, Omit<PreparedAnswerPorts, 'manner'> {
  onBargeIn(): void;
  /** Told what became of each answer that was prepared. */
  onPrepared(outcome: 'used' | 'dropped'): void;
}

/** One session of the cascade: what the user says starts and stops turns, each step takes a frame of the voice. */
export class CascadeSession implements EngineSession {
  private state: DialogueState = 'listening';
  private readonly sessionId: string;
  private readonly persona: string;
  private readonly history: History;
  private readonly output: AudioOutputQueue;
  private readonly manner = new Manner();
  private turn: AgentTurn | undefined;
  /** The answer that was given last, or interrupted. */
  private lastReply: Reply | undefined;
  private hearing: number | undefined;
  /** Somebody's voice while the agent speaks. */
  private bargeIn: BargeIn | undefined;
  /** What may be asked for when the turn is over. */
  private prepared: PreparedAnswer | undefined;

  constructor(
    { sessionId, persona, history }: Pick<OpenSession, 'sessionId' | 'persona' | 'history'>,
    private readonly ports: CascadeSessionPorts,
  ) {
    this.sessionId = sessionId;
    this.persona = persona;
    this.history = new History(history);
    this.output = new AudioOutputQueue(ports.synthesizer.sampleRateHz);
    ports.events.onAgentEvent({ type: 'state', state: this.state });
  }

  onTranscript(event: TranscriptEvent, trace: Traced = {}): void {
    if (event.type === 'speech-start') return this.onUserSpeechStart(event.turn);
    if (this.bargeIn && !this.isTurnTaken(this.bargeIn, event)) return;
    if (event.type === 'final') this.onUserTurn(event, trace);
  }

  /** Prepares the answer while the end of the turn is awaited; what interrupts an answer is first to be understood. */
  onPreflight({ turn, heard }: Preflight): void {
    this.dropPrepared();
    if (!heard?.text || this.state !== 'hearing' || turn !== this.hearing) return;
    const { manner, ports } = this;
    const request = this.requestFor(turn, heard);
    this.prepared = new PreparedAnswer(request, { ...ports, ...this.askFor(heard), manner });
  }

  interrupt(): void {
    if (this.enter('interrupt')) this.dropTurn();
  }

  step(): StepOutput {
    this.bargeIn?.step();
    const { frame, words } = this.output.next();
    if (words.length === 0 || !this.turn) return { frame: pcmToBytes(frame) };
    if (this.enter('first-sound')) this.turn.publishTimings(Date.now());
    this.turn.said(words);
    return { frame: pcmToBytes(frame), text: words.map((word) => ` ${word}`).join('') };
  }

  /** Reports that this session, and only this one, cannot go on. */
  fail(cause: unknown): void {
    this.ports.events.failed(cause);
  }

  async close(): Promise<void> {
    this.dropPrepared();
    this.turn?.stop();
    this.turn = undefined;
  }

  private onUserSpeechStart(turn: number): void {
    this.dropPrepared();
    this.hearing = turn;
    if (this.turn && this.state === 'speaking') {
      this.bargeIn = new BargeIn(turn, this.turn.answered, this.output);
      return;
    }
    if (this.enter('speech-start') && this.turn) this.takeTurn();
  }

  /** True when the user has taken the turn, so that what they say counts. */
  private isTurnTaken(
    bargeIn: BargeIn,
    event: Exclude<TranscriptEvent, { type: 'speech-start' }>,
  ): boolean {
    const verdict = bargeIn.verdict(event);
    if (verdict === undefined) return false;
    this.bargeIn = undefined;
    if (verdict && this.enter('speech-start')) this.takeTurn();
    if (!verdict) this.goOn();
    return verdict;
  }

  /** Everybody is told that the agent still speaks: what was heard was no turn. */
  private goOn(): void {
    this.output.resume();
    this.ports.events.onAgentEvent({ type: 'state', state: this.state });
  }

  private takeTurn(): void {
    this.ports.onBargeIn();
    this.dropTurn();
  }

  private onUserTurn(question: FinalTranscript, trace: Traced): void {
    const text = question.text.trim();
    this.history.takeBack(question.turn);
    const isOvertaken = this.state === 'hearing' && question.turn !== this.hearing;
    if (!isOvertaken && this.enter(text ? 'question' : 'no-words') && text)
      this.answer(question, trace);
    this.dropPrepared();
    this.history.addUserTurn(question.turn, question.display ?? text);
  }

  private answer(question: FinalTranscript, { traceparent }: Traced): void {
    this.dropTurn();
    const request = this.requestFor(question.turn, question);
    const trace = new TurnTrace(traceparent, { sessionId: this.sessionId, turn: question.turn });
    const turn = new AgentTurn(question, request, {
      ...this.ports,
      ...this.askFor(question),
      ...this.takePrepared(request),
      output: this.output,
      manner: this.manner,
      perform: (act) => perform(act, this.lastReply ?? this.replyBefore(), this.manner),
      trace,
    });
    this.turn = turn;
    turn.run().then(
      (completed) => completed && this.finish(turn),
      (error: unknown) => this.fail(error),
    );
  }

  private requestFor(turn: number, { text, inDomain, alternative }: Heard): AskRequest {
    return {
      question: text,
      inDomain,
      ...(alternative ? { alternative } : {}),
      history: this.history.before(turn),
      persona: this.persona,
      canAct: true,
    };
  }

  /** What was said last before this session came here from another worker. */
  private replyBefore(): Reply | undefined {
    const last = this.history.all().findLast(({ role }) => role === 'assistant');
    if (!last) return undefined;
    const reply = new Reply([last.text]);
    reply.spokenWords = Infinity;
    return reply;
  }

  private askFor({ isSure }: Heard): Pick<CascadeSessionPorts, 'ask'> {
    return { ask: isSure === false ? askBack : this.ports.ask };
  }

  private takePrepared(request: AskRequest): Partial<AgentTurnPorts> {
    const { prepared } = this;
    if (!prepared?.answers(request)) return {};
    this.prepared = undefined;
    this.ports.onPrepared('used');
    return prepared.takeOver();
  }

  private dropPrepared(): void {
    if (!this.prepared) return;
    this.prepared.drop();
    this.prepared = undefined;
    this.ports.onPrepared('dropped');
  }

  private finish(turn: AgentTurn): void {
    this.turn = undefined;
    this.bargeIn = undefined;
    this.conclude(turn);
    this.enter('answered');
  }

  /** Only what was said aloud stays. */
  private conclude(turn: AgentTurn): void {
    if (turn.spoken) turn.publishTranscript(true);
    this.history.addAnswer(turn.spoken);
    if (!turn.reply.isAside && turn.reply.text) this.lastReply = turn.reply;
  }

  /** Stops the turn, if there is one. */
  private dropTurn(): void {
    const { turn } = this;
    if (!turn) return;
    this.turn = undefined;
    this.bargeIn = undefined;
    turn.stop();
    this.output.stop();
    this.ports.events.onAgentEvent({ type: 'interrupted', turn: turn.number });
    this.conclude(turn);
  }

  /** True when the signal means something in the present state. */
  private enter(signal: DialogueSignal): boolean {
    const next = nextState(this.state, signal);
    if (next && next !== this.state) this.ports.events.onAgentEvent({ type: 'state', state: next });
    this.state = next ?? this.state;
    return next !== undefined;
  }
}
