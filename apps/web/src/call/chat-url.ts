export interface CallSettings {
  /** Empty: the server's own. */
  readonly voice: string;
  /** Empty: the server's own. */
  readonly persona: string;
  readonly token: string;
}

/** The address of `/api/chat` beside this page, asking for metadata and for bare Opus packets. */
export function chatUrl(
  page: Pick<Location, 'protocol' | 'host'>,
  { voice, persona, token }: CallSettings,
  resumeToken: string | undefined,
): string {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const query = new URLSearchParams({ meta: '1', audio: 'opus' });
  if (voice) query.set('voice_prompt', voice);
  if (persona) query.set('text_prompt', persona);
  if (token) query.set('token', token);
  if (resumeToken) query.set('resume', resumeToken);
  return `${scheme}//${page.host}/api/chat?${query}`;
}
