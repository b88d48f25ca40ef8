import { agentStreams, type MoshiConfig } from './config.js';
import type { Prompt } from './prompt-frame.js';

/** Codes of a silent frame, and of one with a 440 Hz tone, which stands for a person who is not there. */
const SILENCE = [948, 243, 1178, 546, 1736, 1030, 1978, 2008];
const TONE = [430, 1268, 381, 1611, 1095, 1495, 56, 472];

/** Frames of silence after the voice and after the text: half a second. */
const SPACER_FRAMES = 6;

/** A voice, as its codes or as stored embeddings with the tokens that follow them. */
export type VoicePrompt =
  | { readonly codes: readonly ArrayLike<number>[] }
  | { readonly embeddings: readonly Float32Array[]; readonly tokens: Int32Array };

/** Codes of silence, for an agent or a person who says nothing. */
export function silence(config: MoshiConfig): readonly number[] {
  return SILENCE.slice(0, agentStreams(config));
}

/** The frames of a voice prompt in codes: the agent speaks, no text, nobody else. */
export function* voiceFrames(
  config: MoshiConfig,
  codes: readonly ArrayLike<number>[],
): Generator<Prompt> {
  for (const agent of codes) yield frame(config, agent, config.existing_text_padding_id);
}

/** Silence, one text token a frame, silence: what follows the voice. */
export function* textFrames(config: MoshiConfig, text: readonly number[]): Generator<Prompt> {
  const padding = Array<number>(SPACER_FRAMES).fill(config.existing_text_padding_id);
  for (const token of [...padding, ...text, ...padding])
    yield frame(config, silence(config), token);
}

function frame(config: MoshiConfig, agent: ArrayLike<number>, text: number): Prompt {
  return { agent, text, user: TONE.slice(0, agentStreams(config)) };
}
