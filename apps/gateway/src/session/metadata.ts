import type { TranscriptEvent, Metadata, AgentEvent } from '@parley/protocol';

/** What a client is told of what the recogniser heard; the state of the dialogue comes from the engine. */
export function metadataOfTranscript(event: TranscriptEvent): Metadata | undefined {
  if (event.type === 'speech-start') return undefined;
  const { turn } = event;
  const text = textOf(event);
  return { type: 'transcript', role: 'user', turn, text, final: event.type === 'final' };
}

export function metadataOfAgent(event: AgentEvent): Metadata {
  return event.type === 'transcript' ? { ...event, role: 'assistant' } : event;
}

/** As people write it, where the recogniser does. */
export function textOf(event: Exclude<TranscriptEvent, { type: 'speech-start' }>): string {
  return event.type === 'final' ? (event.display ?? event.text) : event.text;
}
