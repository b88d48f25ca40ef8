import { canonicalWord } from './canonical-word.js';

/** Lower-case words in their one spelling, of text that a model wrote with capitals and punctuation. */
export function plainWords(text: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}' -]/gu, ' ');
  return words.split(/\s+/).filter(Boolean).map(canonicalWord).join(' ');
}
