/** Audio from a client breaks its format; `message` is one sentence fit to be shown to the client. */
export class MalformedAudio extends Error {
  override readonly name = 'MalformedAudio';
}

/** A WAV file cannot be read; `message` says what is wrong with it. */
export class MalformedWav extends Error {
  override readonly name = 'MalformedWav';
}
