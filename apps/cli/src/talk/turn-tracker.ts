import type { Citation, Metadata, TurnLatency } from '@parley/protocol';

interface Said {
  text: string;
  final: boolean;
}

export interface Turn {
  user?: Said;
  assistant?: Said;
  /** Absent until the server has said where the answer stands. */
  grounded?: boolean;
  citations: Citation[];
  latencyMs?: TurnLatency;
}

/** Puts together what the server tells of a conversation, turn by turn. */
export class TurnTracker {
  private readonly byNumber = new Map<number, Turn>();

  take(message: Metadata): void {
    if (message.type === 'transcript') {
      this.at(message.turn)[message.role] = { text: message.text, final: message.final };
    } else if (message.type === 'citations') {
      Object.assign(this.at(message.turn), {
        grounded: message.grounded,
        citations: message.grounded ? message.citations : [],
      });
    } else if (message.type === 'timings') {
      this.at(message.turn).latencyMs = message.latencyMs;
    }
  }

  /** What the user was heard to say in all turns. */
  get transcript(): string {
    return this.ordered()
      .map(({ user }) => user?.text ?? '')
      .filter(Boolean)
      .join(' ');
  }

  /** The last thing the user said and what came of it so far; undefined while the user is not done. */
  get last(): Turn | undefined {
    const last = this.ordered().findLast(({ user }) => user?.text);
    return last?.user?.final ? last : undefined;
  }

  private at(number: number): Turn {
    const turn = this.byNumber.get(number) ?? { citations: [] };
    this.byNumber.set(number, turn);
    return turn;
  }

  private ordered(): Turn[] {
    return [...this.byNumber].sort(([a], [b]) => a - b).map(([, turn]) => turn);
  }
}
