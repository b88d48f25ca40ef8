const OPENING = String.raw`^(?:(?:and|but|so|or|also|then|please|well|ok|okay)[\s,]+)*`;
const INTERROGATIVE = String.raw`(?:what|when|where|which|who|whom|whose|why|how|can|could|may|must|should|shall|will|would|do|does|did|is|are|was|were|am|has|have|whats|wheres|whos|hows)`;
const REQUEST = String.raw`(?:tell me|show me|explain|list|i (?:need|want|would like) to know)`;
const ASKS = new RegExp(String.raw`${OPENING}(?:${INTERROGATIVE}|${REQUEST})\b`, 'i');
const HYPOTHETICAL =
  /\b(?:if|in case|in the case of|in the event|whenever|policy|policies|procedures?|drills?|instructions)\b/i;

/** Whether it has the form of a question. */
export function asks(text: string): boolean {
  return ASKS.test(text.replace(/['’]/g, '').trim());
}

/** Whether it speaks of what might be, not of what is. */
export function isHypothetical(text: string): boolean {
  return HYPOTHETICAL.test(text);
}

export function clausesOf(text: string): string[] {
  return text.split(/[.,;!?]+/).filter((clause) => /[\p{L}\p{N}]/u.test(clause));
}
