import { CliError } from '../errors.js';

export interface ChatRequest {
  voice?: string;
  persona?: string;
}

/**
 * The full address of a conversation; `base` may be a page's address or lack its scheme or path.
 * @throws CliError when it is no address.
 */
export function chatUrl(base: string, { voice, persona }: ChatRequest = {}): URL {
  const full = /^\w+:\/\//.test(base) ? base.replace(/^http/, 'ws') : `ws://${base}`;
  if (!/^wss?:/.test(full) || !URL.canParse(full)) {
    throw new CliError(
      `"${base}" is not the address of a server; it looks like ws://localhost:8998`,
    );
  }
  const url = new URL(full);
  if (url.pathname === '/') url.pathname = '/api/chat';
  url.searchParams.set('meta', '1');
  url.searchParams.set('audio', 'opus');
  if (voice) url.searchParams.set('voice_prompt', voice);
  if (persona) url.searchParams.set('text_prompt', persona);
  return url;
}
