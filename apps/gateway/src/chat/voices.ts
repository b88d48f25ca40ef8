import type { WorkerRecord } from '@parley/protocol';
import { Refusal } from './refusal.js';

/** All voices of these engines, each once. */
export function voicesOf(engines: readonly WorkerRecord[]): string[] {
  return [...new Set(engines.flatMap(({ voices = [] }) => voices))];
}

/** The configured voice where an engine has it, else the first there is. */
export function defaultVoice(voices: readonly string[], configured: string): string | undefined {
  return listed(voices, configured) ?? voices[0];
}

/**
 * The voice of a session, from the engines' own listing: a name is never used in any other way.
 * @throws Refusal naming the voices there are.
 */
export function chooseVoice(
  voices: readonly string[],
  wanted: string | undefined,
  configured: string,
): string {
  const voice = wanted ? listed(voices, wanted) : defaultVoice(voices, configured);
  if (voice !== undefined) return voice;
  throw new Refusal(
    `There is no voice "${wanted ?? configured}". Choose one of: ${voices.join(', ')}.`,
    'voice',
  );
}

/** PersonaPlex clients name the file of a voice. */
function listed(voices: readonly string[], name: string): string | undefined {
  return [name, name.replace(/\.pt$/, '')].find((candidate) => voices.includes(candidate));
}
