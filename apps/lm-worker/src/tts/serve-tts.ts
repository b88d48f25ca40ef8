import type { Speech, SpeechRequest } from './synthesizer.js';

/** What a voice process says: once whether it can speak, then one reply for each request. */
export type ChildMessage =
  | { type: 'ready' }
  | { type: 'unavailable'; reason: string }
  | { type: 'speech'; speech: Speech }
  | { type: 'failed'; reason: string };

/** Speaks with a native library. Calls block. */
export interface NativeTts {
  /** @throws when there is no sound. */
  synthesize(request: SpeechRequest): Speech;
}

/** The body of a voice process: whatever the native library does to itself, the worker lives. */
export function serveTts(open: () => NativeTts): void {
  process.once('disconnect', () => process.exit());
  try {
    serve(open());
  } catch (error) {
    process.send?.({ type: 'unavailable', reason: reasonOf(error) }, () => process.disconnect());
  }
}

function serve(voice: NativeTts): void {
  process.on('message', (request: SpeechRequest) => tell(reply(voice, request)));
  // Ctrl-C reaches the whole group; the worker decides when the voice ends.
  process.on('SIGINT', () => undefined);
  tell({ type: 'ready' });
}

function reply(voice: NativeTts, request: SpeechRequest): ChildMessage {
  try {
    return { type: 'speech', speech: voice.synthesize(request) };
  } catch (error) {
    return { type: 'failed', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
