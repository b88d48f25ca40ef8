import type { Runtime } from '@parley/onnx';
import { agentStreams, type MoshiConfig } from './config.js';
import { DepformerState } from './depformer-state.js';
import { MAX_TOP_K } from './graphs/sampling.js';
import { MAX_FRAMES } from './graphs/temporal.js';
import { SerialQueue } from './serial-queue.js';
import type { MoshiGraphs } from './moshi-graphs.js';
import type { Prompt, PromptFrame } from './prompt-frame.js';
import type { PromptState } from './prompt-state.js';
import { Sampler, Sampling } from './sampler.js';
import { voiceFrames, type VoicePrompt } from './system-prompt.js';
import { TemporalState } from './temporal-state.js';
import {
  TokenRing,
  type FrameInput,
  type FrameTokens,
  type GivenTokens,
  type TokenRingSnapshot,
} from './token-ring.js';

/** All that a slot was fed, to be put into another. Freed by `discard`. */
export interface SavedPrompt {
  readonly state: PromptState;
  readonly ring: TokenRingSnapshot;
}

interface Slot {
  readonly ring: TokenRing;
  sampler: Sampler;
}

interface Begun {
  readonly slot: number;
  readonly input: FrameInput;
  readonly sampler: Sampler;
  readonly chooseText: GivenTokens['chooseText'];
}

/** Slots that are stepped together; each is a session of its own (reference: `LMGen` with a batch of one). */
export class MoshiBatch {
  private readonly temporal: TemporalState;
  private readonly depformer: DepformerState;
  private readonly slots: readonly Slot[];
  private readonly queue = new SerialQueue();

  constructor(
    private readonly config: MoshiConfig,
    private readonly steps: number,
    runtime: Runtime,
    graphs: MoshiGraphs,
    slots: number,
  ) {
    this.temporal = new TemporalState(config, runtime, graphs, slots);
    this.depformer = new DepformerState(config, runtime, graphs, this.temporal, slots, steps);
    this.slots = Array.from({ length: slots }, () => ({
      ring: new TokenRing(config),
      sampler: this.samplerOf(Sampling.parse({})),
    }));
  }

  /** Text logits (text_card) of a slot's last frame. Undefined where the runtime keeps them on a device. */
  textLogits(slot: number): Float32Array | undefined {
    const { text_card: card } = this.config;
    return this.temporal.logits.data?.slice(slot * card, (slot + 1) * card);
  }

  /** Audio logits (steps, card) of a slot's last frame. Undefined where the runtime keeps them on a device. */
  audioLogits(slot: number): Float32Array | undefined {
    const size = this.steps * this.config.card;
    return this.depformer.logits.data?.slice(slot * size, (slot + 1) * size);
  }

  /** A slot begins anew. */
  restart(slot: number, sampling: Sampling): void {
    const { ring } = this.at(slot);
    ring.restart();
    this.temporal.restart(slot);
    this.at(slot).sampler = this.samplerOf(sampling);
  }

  /** Feeds a slot frames that nothing is drawn for, faster than they would be spoken. Others may be stepped meanwhile. */
  async feed(slot: number, prompts: Iterable<Prompt>): Promise<void> {
    let frames: PromptFrame[] = [];
    const flush = async () => {
      const portion = frames;
      frames = [];
      if (portion.length > 0) await this.queue.run(() => this.temporal.feed(slot, portion));
    };
    for (const prompt of prompts) {
      const frame = this.promptFrame(this.at(slot).ring, prompt);
      if (frame) frames.push(frame);
      if (frames.length === MAX_FRAMES) await flush();
    }
    await flush();
  }

  /** Feeds a slot the voice that it is to have. */
  async feedVoice(slot: number, voice: VoicePrompt): Promise<void> {
    if ('codes' in voice) return this.feed(slot, voiceFrames(this.config, voice.codes));
    await this.feed(
      slot,
      voice.embeddings.map((embedding) => ({ embedding })),
    );
    this.at(slot).ring.replace(voice.tokens);
  }

  /** @returns undefined when the prompt is longer than the model's context */
  async save(slot: number): Promise<SavedPrompt | undefined> {
    const state = await this.queue.run(() => this.temporal.save(slot));
    return state && { state, ring: this.at(slot).ring.snapshot() };
  }

  async restore(slot: number, { state, ring }: SavedPrompt): Promise<void> {
    await this.queue.run(() => this.temporal.restore(slot, state));
    this.at(slot).ring.restore(ring);
  }

  /** Frees a saved prompt once nobody reads it any more. */
  discard({ state }: SavedPrompt): Promise<void> {
    return this.queue.run(async () => state.close());
  }

  /**
   * Moves slots on by one frame, all together.
   * @param given what each is given, by slot; slots that are not in it sit out
   * @returns by slot, the frame that is complete now: undefined while the delays fill up
   */
  step(given: ReadonlyMap<number, GivenTokens>): Promise<Map<number, FrameTokens | undefined>> {
    return this.queue.run(async () => {
      const begun = this.begin(given);
      const outputs = new Map<number, FrameTokens | undefined>();
      for (const slot of given.keys()) outputs.set(slot, undefined);
      if (begun.length > 0) {
        await this.temporal.step(begun.map((one) => ({ ...one, tokens: one.input.tokens })));
        const texts = begun.map((one) => this.text(one));
        await this.depformer.step(begun.map((one, i) => withText(one, texts[i] as number)));
        begun.forEach(({ slot }, i) => outputs.set(slot, this.end(slot, texts[i] as number)));
      }
      return outputs;
    });
  }

  /** Frees the memory, when no step runs; whatever is asked of it afterwards is refused. */
  close(): Promise<void> {
    return this.queue.close(async () => {
      this.depformer.close();
      this.temporal.close();
    });
  }

  private begin(given: ReadonlyMap<number, GivenTokens>): Begun[] {
    const begun: Begun[] = [];
    for (const [slot, tokens] of given) {
      const { ring, sampler } = this.at(slot);
      const input = ring.begin(tokens);
      if (input) begun.push({ slot, input, sampler, chooseText: tokens.chooseText });
    }
    return begun;
  }

  /** The text token of a frame: given, or drawn, which `chooseText` may overrule. */
  private text({ slot, input, chooseText }: Begun): number {
    if (input.given[0]) return input.target[0] as number;
    const drawn = Number(this.temporal.token.data?.[slot]);
    return chooseText ? chooseText(drawn) : drawn;
  }

  private end(slot: number, text: number): FrameTokens | undefined {
    const audio = this.depformer.tokens.data?.subarray(slot * this.steps, (slot + 1) * this.steps);
    return this.at(slot).ring.end(text, Int32Array.from(audio ?? [], Number));
  }

  /** An embedding stands for the tokens that it was made of; what they were does not matter to the model any more. */
  private promptFrame(ring: TokenRing, prompt: Prompt): PromptFrame | undefined {
    if (!('embedding' in prompt)) {
      const input = ring.begin(prompt);
      if (!input) return undefined;
      ring.endGiven();
      return { tokens: input.tokens };
    }
    const none = new Array<number>(agentStreams(this.config)).fill(this.config.card);
    const given = { user: none, agent: none, text: this.config.existing_text_padding_id };
    while (!ring.begin(given));
    ring.endGiven();
    return { embedding: prompt.embedding };
  }

  private samplerOf(sampling: Sampling): Sampler {
    const { card: audio, text_card: text } = this.config;
    return new Sampler(sampling, {
      text: Math.min(text, MAX_TOP_K),
      audio: Math.min(audio, MAX_TOP_K),
    });
  }

  private at(slot: number): Slot {
    const found = this.slots[slot];
    if (!found) throw new RangeError(`There is no slot ${slot}.`);
    return found;
  }
}

/** The audio of a frame follows its text, whoever chose that. */
function withText(one: Begun, text: number): Begun {
  const [, ...audioGiven] = one.input.given;
  const target = one.input.target.slice();
  target[0] = text;
  return { ...one, input: { ...one.input, given: [true, ...audioGiven], target } };
}
