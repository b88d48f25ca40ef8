import type { HeardEvent, Metadata, SpokenEvent } from '@parley/protocol';

/** What a client is told of what was heard; the state of the talk comes from the engine. */
export function metadataOfHeard(event: HeardEvent): Metadata | undefined {
  if (event.type === 'speech-start') return undefined;
  const { turn, text } = event;
  return { type: 'transcript', role: 'user', turn, text, final: event.type === 'final' };
}

export function metadataOfSpoken(event: SpokenEvent): Metadata {
  return event.type === 'transcript' ? { ...event, role: 'assistant' } : event;
}
