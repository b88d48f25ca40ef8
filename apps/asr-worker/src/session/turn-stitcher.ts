import type { AgentEvent } from '@parley/protocol';
import type { Transcript } from '../stt/recognizer.js';

/** Speech that starts this soon after the reply began still belongs to the question: the user had only paused. */
const INTO_REPLY_MS = 1_200;
/** Where no reply begins at all, what is said after this long is something new. */
const UNANSWERED_MS = 8_000;

/** A turn that was taken for over. Times are milliseconds since the epoch, by the gateway's clock. */
export interface EndedTurn {
  readonly endedAt: number;
  /** All that was said in it; resolves when the recogniser has finished. */
  readonly transcript: Promise<Transcript>;
  /** The user has gone on with it: what was said so far is no question of its own. */
  isContinued: boolean;
}

/**
 * Tells whether speech goes on with the turn before: that turn was ended too early when the user speaks again before the reply
 * sounds, or just after it began.
 */
export class TurnStitcher {
  private last: EndedTurn | undefined;
  /** Whether the agent has taken it up as a question. */
  private isAnswered = false;
  private replyingSince: number | undefined;

  ended(turn: EndedTurn): void {
    this.last = turn;
    this.isAnswered = false;
    this.replyingSince = undefined;
    // a sound without words is no beginning of anything
    const forgetIfWordless = ({ text }: Transcript) => {
      if (!text && this.last === turn) this.last = undefined;
    };
    turn.transcript.then(forgetIfWordless, () => undefined);
  }

  /** @param at arrival of the newest audio when the event came */
  agentEvent(event: AgentEvent, at: number): void {
    if (event.type !== 'state') return;
    if (event.state === 'thinking') this.isAnswered = true;
    if (event.state === 'speaking' && this.isAnswered) this.replyingSince ??= at;
    // the reply has been given to its end, or it goes on after what was only a backchannel
    const isDone = event.state === 'speaking' ? !this.isAnswered : event.state === 'listening';
    if (isDone) this.last = undefined;
  }

  /** The turn that speech starting at `startedAt` goes on with, if it does. */
  continued(startedAt: number): EndedTurn | undefined {
    const { last, replyingSince } = this;
    if (!last) return undefined;
    const isInTime =
      replyingSince === undefined
        ? startedAt - last.endedAt <= UNANSWERED_MS
        : startedAt - replyingSince <= INTO_REPLY_MS;
    if (!isInTime) return undefined;
    last.isContinued = true;
    return last;
  }
}

/** What was said before and after a turn was taken for over, as one. */
export function joinTranscripts(begun: Transcript, rest: Transcript): Transcript {
  const joined = (first: string, second: string) => [first, second].filter(Boolean).join(' ');
  const both = (field: 'alternative' | 'display') =>
    (begun[field] ?? rest[field]) !== undefined && {
      [field]: joined(begun[field] ?? begun.text, rest[field] ?? rest.text),
    };
  return {
    text: joined(begun.text, rest.text),
    ...both('display'),
    ...both('alternative'),
    inDomain: rest.text ? rest.inDomain : begun.inDomain,
    ...((begun.isSure ?? true) && (rest.isSure ?? true) ? {} : { isSure: false }),
  };
}
