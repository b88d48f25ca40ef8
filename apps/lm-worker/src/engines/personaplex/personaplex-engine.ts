import { OpenRejected } from '@parley/bus';
import {
  type MoshiModel,
  Sampling,
  systemPrompt,
  textFrames,
  type MoshiBatch,
  type SavedPrompt,
  type TextTokenizer,
} from '@parley/moshi';
import type { OpenSession } from '@parley/protocol';
import type { Ask } from '../../rag/ask.js';
import type { Engine, Frame, SessionEvents, StepOutput } from '../engine.js';
import { systemText } from './persona.js';
import { PersonaPlexSession } from './personaplex-session.js';
import { PromptCache } from './prompt-cache.js';
import type { Voices } from './voices.js';

/** What prompts that were fed may keep in memory. */
const PROMPT_CACHE_BYTES = 1 << 30;

export interface PersonaPlexParts {
  readonly model: MoshiModel;
  readonly tokenizer: TextTokenizer;
  readonly voices: Voices;
  readonly detail: string;
  readonly ask: Ask;
  /** Told where each answer came from. */
  onAnswer(answeredBy: string): void;
  /** Frees what the model runs in. */
  close(): void;
}

/** PersonaPlex: one model that hears, thinks and speaks at the same time, for all sessions in one batch. */
export class PersonaPlexEngine implements Engine<PersonaPlexSession> {
  readonly name = 'personaplex';
  readonly format = 'codes';
  readonly needsTranscripts = false;
  private readonly batch: MoshiBatch;
  private readonly slots: (string | undefined)[];
  private readonly cache: PromptCache;
  /** Prompts being fed, so that two sessions with the same one feed it once. */
  private readonly feeding = new Map<string, Promise<unknown>>();

  /** @param capacity sessions at once */
  constructor(
    private readonly parts: PersonaPlexParts,
    readonly capacity: number,
  ) {
    this.batch = parts.model.open(capacity);
    this.slots = Array<string | undefined>(capacity).fill(undefined);
    this.cache = new PromptCache(PROMPT_CACHE_BYTES, (saved) => void this.batch.discard(saved));
  }

  get detail(): string {
    return this.parts.detail;
  }

  get voices(): readonly string[] {
    return this.parts.voices.names;
  }

  async open(request: OpenSession, events: SessionEvents): Promise<PersonaPlexSession> {
    const { model, tokenizer } = this.parts;
    const slot = this.take(request.sessionId);
    try {
      this.batch.restart(slot, Sampling.parse(request.sampling));
      await this.prompt(slot, request);
      const onClose = () => void (this.slots[slot] = undefined);
      const { ask, onAnswer } = this.parts;
      const { config } = model;
      const options = { slot, config, tokenizer, events, ask, onAnswer, onClose };
      return new PersonaPlexSession(request, options);
    } catch (error) {
      this.slots[slot] = undefined;
      throw error;
    }
  }

  async step(
    inputs: ReadonlyMap<PersonaPlexSession, Frame | undefined>,
  ): Promise<ReadonlyMap<PersonaPlexSession, StepOutput>> {
    const given = new Map([...inputs].map(([one, frame]) => [one.slot, one.input(frame)] as const));
    const frames = await this.batch.step(given);
    return new Map([...inputs.keys()].map((one) => [one, one.output(frames.get(one.slot))]));
  }

  async close(): Promise<void> {
    this.cache.clear();
    await this.batch.close();
    this.parts.model.close();
    this.parts.close();
  }

  /** The lowest free slot, so that the batch stays as small as it can. */
  private take(sessionId: string): number {
    const slot = this.slots.indexOf(undefined);
    if (slot < 0) throw new OpenRejected('All places of this model are taken.');
    this.slots[slot] = sessionId;
    return slot;
  }

  /** Puts a slot behind its voice and persona: from memory where they were fed before. */
  private async prompt(slot: number, { voice, persona, history }: OpenSession): Promise<void> {
    const text = systemPrompt(systemText(persona, history));
    const key = JSON.stringify([voice, text]);
    await this.feeding.get(key);
    const known = this.cache.get(key);
    if (known) return this.batch.restore(slot, known);
    const fed = this.feed(slot, voice, text).then((saved) => saved && this.cache.put(key, saved));
    const settled = fed.catch(() => undefined).finally(() => this.feeding.delete(key));
    this.feeding.set(key, settled);
    await fed;
  }

  private async feed(slot: number, voice: string, text: string): Promise<SavedPrompt | undefined> {
    const { voices, tokenizer, model } = this.parts;
    await this.batch.feedVoice(slot, await voices.load(voice));
    await this.batch.feed(slot, textFrames(model.config, tokenizer.encode(text)));
    return this.batch.save(slot);
  }
}
