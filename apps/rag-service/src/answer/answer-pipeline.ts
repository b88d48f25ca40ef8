import type { AnswerPart, AskRequest, Citation } from '@parley/protocol';
import type { z } from 'zod';
import {
  AnswerFailed,
  type Answerer,
  type AnswerSentence,
  type GroundedQuestion,
} from './answerer.js';
import { answerability } from './answerability.js';
import { kindAskedFor } from './answer-kind.js';
import { readCandidates, type ReadCandidate } from './read-candidates.js';
import type { CorpusSnapshot } from '../corpus/corpus-snapshot.js';
import { contextOf, withContext } from '../retrieval/follow-up.js';
import type { DenseMatch } from '../retrieval/fusion.js';
import { queryTermsOf } from '../retrieval/query-terms.js';
import { rewriteQuery } from '../retrieval/query-rewrite.js';
import { stepRequestOf, type StepRequest } from '../retrieval/step-request.js';
import type { Hit } from '../retrieval/hit.js';
import { retrieve } from '../retrieval/retriever.js';
import { retrieveHypotheses } from '../retrieval/multi-hypothesis.js';

type AskInput = z.output<typeof AskRequest>;
type Done = Extract<AnswerPart, { type: 'done' }>;

export interface AnswerPipelineOptions {
  snapshot(): CorpusSnapshot;
  /** The one to try first, then the one that always works. */
  answerers(): readonly Answerer[];
  /** Passages found by meaning, nearest first; never throws, and gives none where there are no embeddings. */
  searchDense?: ((question: string) => Promise<readonly DenseMatch[]>) | undefined;
  topK: number;
  minScore: number;
  /** Whom a refusal names, as it is said aloud. */
  serviceDesk: string;
  onFallback(cause: AnswerFailed): void;
}

/** How far the threshold rises towards 1 when the recogniser does not take the question for one about the documents. */
const OUT_OF_DOMAIN = 0.7;
/** Enough passages to find so many different documents in nearly every corpus. */
const RANKED_PASSAGES = 50;
const RANKED_DOCUMENTS = 10;
/** Whose sentences are compared with the question: the right one is hardly ever further down. */
const READ_PASSAGES = 8;

/** More than that is no question, and would only keep others waiting. */
const LONGEST_QUESTION = 4_000;
const TOO_LONG = 'I am sorry, that was too long for me. Please ask it in one or two sentences.';
const MOST_HISTORY = 20;

/** Answers questions: from passages, or by a polite refusal. It holds no state; a question brings its history. */
export class AnswerPipeline {
  constructor(private readonly options: AnswerPipelineOptions) {}

  async *ask(unbounded: AskInput, signal: AbortSignal): AsyncGenerator<AnswerPart> {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    if (unbounded.question.length > LONGEST_QUESTION) {
      yield sentencePart({ text: TOO_LONG, sources: [] });
      yield done('smalltalk', { citations: [], retrievalMs: 0, totalMs: elapsed() });
      return;
    }
    const request = bounded(unbounded);
    const stepRequest = stepRequestOf(request.question, request.history);
    const { ranking, ...found } = await this.retrieve(forSteps(request, stepRequest));
    const question = { ...found, steps: stepRequest?.steps };
    const retrievalMs = elapsed();
    const outcome = yield* this.answer(question, signal);
    const citations =
      outcome.answeredBy === 'refusal' ? [] : citationsOf(question.hits, outcome.said);
    const totals = { citations, retrievalMs, totalMs: elapsed() };
    yield done(outcome.answeredBy, {
      ...totals,
      ...(request.withRanking && { ranking: ranking() }),
    });
  }

  /** Finds passages for the question, with the earlier ones that it leans on. */
  private async retrieve({
    question,
    alternative,
    history,
    persona,
    inDomain,
  }: AskInput): Promise<GroundedQuestion & { ranking: () => Citation[] }> {
    const { index } = this.options.snapshot();
    const context = contextOf(question, history);
    const asked = [...context, question].join(' ');
    const denseMatches = (await this.options.searchDense?.(rewriteQuery(asked, index))) ?? [];
    const earlier = context.flatMap((each) => queryTermsOf(each, index));
    const queryTerms = withContext(queryTermsOf(question, index), earlier);
    const second = alternative ? queryTermsOf(alternative, index) : [];
    const isRead = denseMatches.some(({ sentences }) => sentences);
    const count = isRead ? READ_PASSAGES : this.options.topK;
    const found = retrieveHypotheses(queryTerms, second, index, count, denseMatches);
    const ranking = () => rankingOf(retrieve(queryTerms, index, RANKED_PASSAGES, denseMatches));
    const candidates = readCandidates(found, denseMatches, queryTerms, kindAskedFor(question));
    const hits = this.sureEnough(found, candidates, this.threshold(inDomain));
    return { question: asked, hits, queryTerms, candidates, history, persona, ranking };
  }

  /** Passages that may be answered from, best first: by their best sentence where sentences have vectors, else by their own scores. */
  private sureEnough(
    found: readonly Hit[],
    candidates: readonly ReadCandidate[],
    threshold: number,
  ): Hit[] {
    const [best] = candidates;
    if (!best) return found.filter(({ score }) => score >= threshold);
    if (answerability(best.evidence) < threshold) return [];
    return [...new Set(candidates.map(({ hit }) => hit))].slice(0, this.options.topK);
  }

  private threshold(inDomain: boolean): number {
    const { minScore } = this.options;
    return inDomain ? minScore : minScore + (1 - minScore) * OUT_OF_DOMAIN;
  }

  /** Yields the sentences of the first answerer that has any; returns who that was. */
  private async *answer(
    question: GroundedQuestion,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerPart, { answeredBy: Done['answeredBy']; said: AnswerSentence[] }> {
    const said: AnswerSentence[] = [];
    for (const answerer of this.answerersFor(question)) {
      try {
        for await (const sentence of answerer.answer(question, signal)) {
          said.push(sentence);
          yield sentencePart(sentence);
        }
        if (said.length === 0) break;
      } catch (error) {
        if (!(error instanceof AnswerFailed)) throw error;
        this.options.onFallback(error);
      }
      // what was said stands; another answer after half of one would only confuse
      if (said.length > 0) return { answeredBy: answerer.name, said };
    }
    yield sentencePart({ text: this.refusal(), sources: [] });
    return { answeredBy: 'refusal', said };
  }

  /** Steps are counted in the document, which a language model would word in its own way. */
  private answerersFor({ hits, steps }: GroundedQuestion): readonly Answerer[] {
    if (hits.length === 0) return [];
    const all = this.options.answerers();
    return steps ? all.filter(({ name }) => name === 'extractive') : all;
  }

  private refusal(): string {
    const { serviceDesk } = this.options;
    return this.options.snapshot().documents > 0
      ? `I am sorry, I could not find that in our documents. Please ask ${serviceDesk}.`
      : `I am sorry, I have no documents to answer from at the moment. Please ask ${serviceDesk}.`;
  }
}

function bounded(request: AskInput): AskInput {
  const cut = (text: string) => text.slice(0, LONGEST_QUESTION);
  const history = request.history
    .slice(-MOST_HISTORY)
    .map(({ role, text }) => ({ role, text: cut(text) }));
  const { alternative } = request;
  return { ...request, history, ...(alternative && { alternative: cut(alternative) }) };
}

/** "Next" is about an earlier question, and neither its second hypothesis nor its subject are those of that one. */
function forSteps(request: AskInput, steps: StepRequest | undefined): AskInput {
  if (!steps) return request;
  const { question, history } = steps;
  return { ...request, question, history, alternative: '', inDomain: true };
}

function sentencePart({ text, sources }: AnswerSentence): AnswerPart {
  return {
    type: 'sentence',
    text,
    citations: sources.map(({ hit, passage }) => citation(hit, passage)),
  };
}

function done(
  answeredBy: Done['answeredBy'],
  rest: Pick<Done, 'citations' | 'ranking' | 'retrievalMs' | 'totalMs'>,
): AnswerPart {
  const grounded = answeredBy === 'extractive' || answeredBy === 'ollama';
  return { type: 'done', grounded, answeredBy, ...rest };
}

/** Each document once: those that the answer used first, with what they say, then the other ones that were found. */
function citationsOf(hits: readonly Hit[], said: readonly AnswerSentence[]): Citation[] {
  const used = said.flatMap(({ sources }) =>
    sources.map(({ hit, passage }) => citation(hit, passage)),
  );
  const citations = new Map<string, Citation>();
  for (const each of [...used, ...hits.map((hit) => citation(hit))])
    if (!citations.has(each.document)) citations.set(each.document, each);
  return [...citations.values()];
}

function rankingOf(hits: readonly Hit[]): Citation[] {
  return citationsOf(hits, []).slice(0, RANKED_DOCUMENTS);
}

function citation({ passage, score }: Hit, text?: string): Citation {
  const { document, title } = passage;
  return { document, title, score: Math.min(1, score), ...(text ? { passage: text } : {}) };
}
