import { useEffect, useState } from 'react';
import { z } from 'zod';

const Info = z.object({ authRequired: z.boolean(), defaultPersona: z.string() });
const Voices = z.object({ default: z.string(), voices: z.array(z.string()) });

/** What the page wants to know of its server before anybody talks. */
export interface ServerFacts {
  readonly authRequired: boolean;
  readonly defaultPersona: string;
  readonly defaultVoice: string;
  readonly voices: readonly string[];
}

/** Undefined until the server has answered, and when it does not: talking is tried all the same. */
export function useServerFacts(): ServerFacts | undefined {
  const [facts, setFacts] = useState<ServerFacts>();
  useEffect(() => {
    const leaving = new AbortController();
    fetchFacts(leaving.signal).then(setFacts, () => undefined);
    return () => leaving.abort();
  }, []);
  return facts;
}

async function fetchFacts(signal: AbortSignal): Promise<ServerFacts> {
  const [info, listing] = await Promise.all([
    fetchJson('/api/info', Info, signal),
    fetchJson('/api/voices', Voices, signal),
  ]);
  return { ...info, defaultVoice: listing.default, voices: listing.voices };
}

async function fetchJson<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal });
  return schema.parse(await response.json());
}
