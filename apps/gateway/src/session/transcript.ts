import type { TranscriptEvent, AgentEvent, TranscriptRecord, Utterance } from '@parley/protocol';
import { textOf } from './metadata.js';

/** More than any engine takes into account. */
const LONGEST = 40;
/** Of its newest utterances, what a record takes along: more than ten minutes of talk. */
const RECORD_CHARACTERS = 16_000;

const NOTHING_SAID: TranscriptRecord = {
  utterances: [],
  unfinished: '',
  firstTurn: 0,
  nextTurn: 0,
};

/** What both sides have said so far, and the numbers of their turns across a session's bindings. */
export class Transcript {
  private readonly utterances: Utterance[];
  /** What the agent has said of an answer that is not finished. */
  private unfinished: string;
  private firstTurn: number;
  private nextTurn: number;
  /** What the user said last. */
  private last: { turn: number; utterance: Utterance } | undefined;

  constructor({ utterances, unfinished, firstTurn, nextTurn }: TranscriptRecord = NOTHING_SAID) {
    this.utterances = [...utterances];
    this.unfinished = unfinished;
    this.firstTurn = firstTurn;
    this.nextTurn = nextTurn;
  }

  /** For another gateway to go on from. */
  record(): TranscriptRecord {
    const { firstTurn, nextTurn } = this;
    const unfinished = this.unfinished.slice(0, RECORD_CHARACTERS);
    return { utterances: newest(this.utterances), unfinished, firstTurn, nextTurn };
  }

  /** What there is to go on from. */
  history(): Utterance[] {
    const begun: Utterance[] = this.unfinished
      ? [{ role: 'assistant', text: this.unfinished }]
      : [];
    return [...this.utterances, ...begun];
  }

  /** The recogniser of a new binding counts turns from the beginning; for the user they go on. */
  newBinding(): void {
    this.add({ role: 'assistant', text: this.unfinished });
    this.unfinished = '';
    this.firstTurn = this.nextTurn;
  }

  /** Takes note of an event and gives it the session's turn number in place of the binding's. */
  note<Event extends TranscriptEvent | AgentEvent>(event: Event): Event {
    if (event.type === 'transcript') this.agentSaid(event);
    if (!('turn' in event)) return event;
    const turn = this.firstTurn + event.turn;
    if (event.type === 'final') this.userSaid(turn, textOf(event));
    this.nextTurn = Math.max(this.nextTurn, turn + 1);
    return { ...event, turn };
  }

  /** A turn that goes on after it was taken for over takes the place of its half, and of what was answered to that. */
  private userSaid(turn: number, text: string): void {
    const { last } = this;
    const at = last?.turn === turn ? this.utterances.indexOf(last.utterance) : -1;
    if (at >= 0) this.utterances.length = at;
    this.unfinished = at >= 0 ? '' : this.unfinished;
    const utterance = { role: 'user', text } as const;
    this.last = { turn, utterance };
    this.add(utterance);
  }

  private agentSaid({ text, final }: { text: string; final: boolean }): void {
    this.unfinished = final ? '' : text;
    if (final) this.add({ role: 'assistant', text });
  }

  private add(utterance: Utterance): void {
    if (!utterance.text) return;
    this.utterances.push(utterance);
    if (this.utterances.length > LONGEST) this.utterances.shift();
  }
}

function newest(utterances: readonly Utterance[]): Utterance[] {
  let characters = 0;
  const isTooMuch = ({ text }: Utterance) => (characters += text.length) > RECORD_CHARACTERS;
  return utterances.slice(utterances.findLastIndex(isTooMuch) + 1);
}
