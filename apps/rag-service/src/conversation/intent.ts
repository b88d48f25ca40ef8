import type { SpeechAct } from '@parley/protocol';

/** Danger to somebody, by what has to be done. */
export type SafetyKind = 'fire' | 'medical' | 'self-harm' | 'threat';

/** Something that people say to the agent about the conversation, and that no document answers. */
export interface Intent {
  readonly name: string;
  /** Phrasings of it. */
  readonly says: readonly string[];
  /** What has words of it, and is a question to the documents all the same. */
  readonly not: readonly string[];
  /** What is said to it; the words in capitals are filled in. Without one, it follows from the conversation. */
  readonly reply?: string;
  /** What the voice does with it where there is one. */
  readonly act?: SpeechAct;
  /** Which of the fixed replies comes first. */
  readonly safety?: SafetyKind;
  /** A courtesy: whatever is said beside it counts for more. */
  readonly isWeak?: boolean;
}
