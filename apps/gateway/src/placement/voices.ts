import type { WorkerRecord } from '@parley/protocol';
import { SessionRejected } from '../session/session-rejected.js';

/** All voices of these engines, each once. */
export function voicesOf(engines: readonly WorkerRecord[]): string[] {
  return [...new Set(engines.flatMap(({ voices = [] }) => voices))];
}

/** What to show as the default: the configured voice where an engine has it, else the first there is. */
export function defaultVoice(voices: readonly string[], configured: string): string | undefined {
  return listed(voices, configured) ?? voices[0];
}

/** Its clients ask for these by habit; an engine without them puts its nearest in their place. */
const PERSONAPLEX_VOICE = /^(?:NAT[FM][0-3]|VAR[FM][0-4])$/;

/**
 * The voice of a session: from the engines' own listing, or a name of PersonaPlex.
 * @throws SessionRejected naming the voices there are.
 */
export function chooseVoice(
  voices: readonly string[],
  wanted: string | undefined,
  configured: string,
): string {
  const name = wanted || configured;
  const voice = listed(voices, name) ?? personaplexVoice(name) ?? (wanted ? undefined : voices[0]);
  if (voice !== undefined) return voice;
  throw new SessionRejected(
    `There is no voice "${name}". Choose one of: ${voices.join(', ')}.`,
    'voice',
  );
}

/** Those that have the voice, or all of them when it is one that they stand in for. */
export function enginesFor(engines: readonly WorkerRecord[], voice: string): WorkerRecord[] {
  const able = engines.filter(({ voices = [] }) => voices.includes(voice));
  return able.length > 0 ? able : [...engines];
}

function listed(voices: readonly string[], name: string): string | undefined {
  return [name, withoutSuffix(name)].find((candidate) => voices.includes(candidate));
}

function personaplexVoice(name: string): string | undefined {
  const bare = withoutSuffix(name);
  return PERSONAPLEX_VOICE.test(bare) ? bare : undefined;
}

/** PersonaPlex clients name the file of a voice. */
function withoutSuffix(name: string): string {
  return name.replace(/\.pt$/, '');
}
