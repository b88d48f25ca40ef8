import type { Utterance } from '@parley/protocol';

/** Words of the conversation so far that a prompt repeats: about twenty seconds of feeding. */
const MAX_HISTORY_WORDS = 120;

/** What the model is told before it listens: who it is, and what was said before its session moved here. */
export function systemText(persona: string, history: readonly Utterance[]): string {
  if (history.length === 0) return persona;
  const lines = history.map(
    ({ role, text }) => `${role === 'user' ? 'They' : 'You'} said: ${text}`,
  );
  const words = lines.join(' ').split(/\s+/).slice(-MAX_HISTORY_WORDS);
  return `${persona} You are in the middle of a conversation. ${words.join(' ')}`.trim();
}
