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
  const url = parse(/^\w+:\/\//.test(base) ? base : `ws://${base}`);
  url.protocol = { 'http:': 'ws:', 'https:': 'wss:' }[url.protocol] ?? url.protocol;
  if (!/^wss?:$/.test(url.protocol)) throw noAddress(base);
  if (url.pathname === '/') url.pathname = '/api/chat';
  url.searchParams.set('meta', '1');
  url.searchParams.set('audio', 'opus');
  if (voice) url.searchParams.set('voice_prompt', voice);
  if (persona) url.searchParams.set('text_prompt', persona);
  return url;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw noAddress(text);
  }
}

function noAddress(text: string): CliError {
  return new CliError(
    `"${text}" is not the address of a server; it looks like ws://localhost:8998`,
  );
}
