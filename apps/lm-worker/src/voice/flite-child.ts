import { FliteLibrary } from './flite-library.js';
import type { Speech, SpeechRequest } from './synthesizer.js';

/** What the voice process says: once whether it can speak, then one reply for each request. */
export type ChildMessage =
  | { type: 'ready' }
  | { type: 'unavailable'; reason: string }
  | { type: 'speech'; speech: Speech }
  | { type: 'failed'; reason: string };

/** The voice in a process of its own: whatever the C library does to itself, the worker lives. */
function serve(library: FliteLibrary): void {
  process.on('message', (request: SpeechRequest) => tell(reply(library, request)));
  // Ctrl-C reaches the whole group; the worker decides when the voice ends.
  process.on('SIGINT', () => undefined);
  tell({ type: 'ready' });
}

function reply(library: FliteLibrary, request: SpeechRequest): ChildMessage {
  try {
    return { type: 'speech', speech: library.synthesize(request) };
  } catch (error) {
    return { type: 'failed', reason: String(error) };
  }
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit());
try {
  serve(new FliteLibrary());
} catch (error) {
  process.send?.({ type: 'unavailable', reason: String(error) }, () => process.disconnect());
}
