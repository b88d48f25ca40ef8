import type { Embedder } from '../embedding/embedder.js';
import { asks, clausesOf } from './asks.js';
import type { Intent } from './intent.js';
import { IntentModel, type Scores } from './intent-model.js';
import { INTENTS, QUESTION } from './intents.js';

/** An utterance is an intent when it resembles its examples at least so much, */
const LEAST_SCORE = 0.27;
/** and questions no more than by so much. */
const MOST_BEHIND = 0.05;
/** Danger is worth a false alarm, sooner when it is told than when something is asked; then all its kinds together count. */
const LEAST_DANGER = 0.3;
const STATEMENT_BEHIND = 0.15;
/** So near to danger, it may be a calm question about it as well. */
const MAY_ASK = 0.15;
const DANGERS = INTENTS.filter(({ safety }) => safety);
/** After a failure of the model words do for so long. */
const PAUSE_MS = 15_000;

/** What somebody may mean. */
export interface Reading {
  /** Absent when it is a question to the documents. */
  readonly intent: Intent | undefined;
  /** It may be one all the same. */
  readonly mayAsk: boolean;
}

/** Reads the intent of an utterance that says one thing. */
export class IntentReader {
  private byMeaning: IntentModel | undefined;
  private resumesAt = 0;
  private closed = false;

  private constructor(
    private readonly byWords: IntentModel,
    private readonly embedder: Embedder | undefined,
  ) {}

  static async open(embedder?: Embedder): Promise<IntentReader> {
    return new IntentReader(await IntentModel.fit(), embedder);
  }

  /** Has the model read the examples; until then, and when it cannot, words alone tell. */
  async learnMeanings(onProblem: (error: unknown) => void): Promise<void> {
    try {
      if (this.embedder) this.byMeaning = await IntentModel.fit(this.embedder);
    } catch (error) {
      if (!this.closed) onProblem(error);
    }
  }

  /** From now on, that the model is gone is no problem. */
  async close(): Promise<void> {
    this.closed = true;
  }

  async read(text: string): Promise<Reading> {
    const { byMeaning, embedder } = this;
    if (!byMeaning || !embedder || performance.now() < this.resumesAt) return this.readWords(text);
    try {
      return decide(text, byMeaning.scores(text, await embedder.question(text)));
    } catch {
      // the search, which needs the same model, tells the operator
      this.resumesAt = performance.now() + PAUSE_MS;
      return this.readWords(text);
    }
  }

  /** By words alone, at once. */
  readWords(text: string): Reading {
    return decide(text, this.byWords.scores(text));
  }
}

function decide(text: string, scores: Scores): Reading {
  const of = (intent: Intent | undefined) => scores.get(intent?.name ?? '') ?? 0;
  const question = scores.get(QUESTION) ?? 0;
  const best = likeliest(scores, INTENTS);
  const danger = DANGERS.reduce((sum, intent) => sum + Math.max(0, of(intent)), 0);
  const behind = clausesOf(text).some(asks) ? MOST_BEHIND : STATEMENT_BEHIND;
  const worst = likeliest(scores, DANGERS);
  const isDanger = of(worst) >= LEAST_DANGER;
  if (isDanger && danger >= Math.max(question - behind, of(best)))
    return { intent: worst, mayAsk: question >= danger - MAY_ASK };
  const isIntent = of(best) >= Math.max(LEAST_SCORE, question - MOST_BEHIND);
  return { intent: isIntent ? best : undefined, mayAsk: !isIntent };
}

function likeliest(scores: Scores, intents: readonly Intent[]): Intent | undefined {
  const score = ({ name }: Intent) => scores.get(name) ?? 0;
  return intents.toSorted((a, b) => score(b) - score(a))[0];
}
