import type { Traced } from '@parley/bus';
import { messageAttributes, recordSpan, startSpan, traceparentOf } from '@parley/telemetry';

/** The span of one answer: from the transcript to the first frame of the voice, or to its end where none came. */
export class TurnTrace implements Traced {
  readonly traceparent: string | undefined;
  private readonly span;

  /** @param parent the trace that began when the user's speech ended */
  constructor(
    parent: string | undefined,
    { sessionId, turn }: { sessionId: string; turn: number },
  ) {
    const attributes = {
      ...messageAttributes('transcript'),
      'session.id': sessionId,
      'parley.turn': turn,
    };
    this.span = startSpan('answer aloud', { kind: 'consumer', parent, attributes });
    this.traceparent = traceparentOf(this.span);
  }

  /** The first clause is heard now. Times in milliseconds since the epoch. */
  firstClausePlayed(at: { answerAt: number; voiceAt: number; firstFrameAt: number }): void {
    const { traceparent: parent } = this;
    recordSpan('synthesise clause', { parent, startedAt: at.answerAt, endedAt: at.voiceAt });
    recordSpan('await frame', { parent, startedAt: at.voiceAt, endedAt: at.firstFrameAt });
    this.span.addEvent('first clause spoken');
    this.end();
  }

  /** Ending twice does nothing. */
  end(): void {
    if (this.span.isRecording()) this.span.end();
  }
}
