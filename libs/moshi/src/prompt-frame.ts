import type { GivenTokens } from './token-ring.js';

/** A frame that all tokens are given for, or a stored embedding in place of them. */
export type Prompt =
  Required<Omit<GivenTokens, 'chooseText'>> | { readonly embedding: Float32Array };

/** What the temporal transformer reads of it: its tokens, or the embedding that a stored voice prompt has in place of them. */
export type PromptFrame = { readonly tokens: Int32Array } | { readonly embedding: Float32Array };
