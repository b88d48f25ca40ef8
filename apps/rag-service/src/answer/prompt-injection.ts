import { linesOf, type Block } from '../documents/document.js';

/** Words for what a language model was told before, and markup that looks like a turn of its conversation. */
const INJECTION = new RegExp(
  [
    String.raw`\b(?:ignore|disregard|forget|override)\b[^.!?]{0,30}\b(?:previous|prior|earlier|above|preceding|former|your)\b[^.!?]{0,20}\b(?:instructions?|prompts?|rules|guidelines)\b`,
    String.raw`\b(?:system|developer) prompt\b`,
    String.raw`(?:^|[\n"}\]]\s*)(?:system|assistant|developer)\s*:`,
    String.raw`<\/?(?:system|assistant|instructions?)>|\[\/?INST\]`,
  ].join('|'),
  'i',
);

/** Whether a part of a document speaks to a machine that reads it, to make it do something else. No person has asked for that. */
export function isPromptInjection(block: Block): boolean {
  return INJECTION.test(linesOf(block).join('\n'));
}
