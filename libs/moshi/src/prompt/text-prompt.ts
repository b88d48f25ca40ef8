const TAG = '<system>';

/** What the model is told before a conversation, between its tags; nothing for an empty text. */
export function systemPrompt(text: string): string {
  const told = text.trim();
  if (told === '' || (told.startsWith(TAG) && told.endsWith(TAG))) return told;
  return `${TAG} ${told} ${TAG}`;
}
