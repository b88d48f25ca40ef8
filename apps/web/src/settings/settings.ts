import { useState } from 'react';
import type { CallSettings } from '../call/chat-url.js';
import type { ServerFacts } from './server.js';
import { useStoredText } from './stored-text.js';

export interface Settings extends CallSettings {
  setVoice(voice: string): void;
  setPersona(persona: string): void;
  setToken(token: string): void;
  /** The server asks for a token, or the page's address holds one. */
  readonly showsToken: boolean;
}

/** Voice and persona are remembered; a token is not: it may come with the address of the page. */
export function useSettings(server: ServerFacts | undefined): Settings {
  const [storedVoice, setVoice] = useStoredText('parley.voice');
  const [persona, setPersona] = useStoredText('parley.persona');
  const [token, setToken] = useState(tokenOfPage);
  const isVoiceGone = server !== undefined && !server.voices.includes(storedVoice);
  const voice = isVoiceGone ? '' : storedVoice;
  const showsToken = server?.authRequired === true || tokenOfPage() !== '';
  return { voice, persona, token, setVoice, setPersona, setToken, showsToken };
}

function tokenOfPage(): string {
  return new URLSearchParams(window.location.search).get('token') ?? '';
}
