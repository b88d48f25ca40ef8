const HOW_TO_MEND =
  'On Debian or Ubuntu: apt-get install pocketsphinx pocketsphinx-en-us. Elsewhere: set ASR_MODEL_DIR to the folder of a sherpa-onnx model.';

/** The system's PocketSphinx, or a file of its model, is not there; `message` says what to install. */
export class PocketSphinxMissing extends Error {
  override readonly name = 'PocketSphinxMissing';
  readonly plain = true;

  constructor(what: string, cause?: unknown) {
    super(`${what} cannot be found, so speech cannot be recognised. ${HOW_TO_MEND}`, { cause });
  }
}

/** PocketSphinx refused its files. */
export class DecoderFailed extends Error {
  override readonly name = 'DecoderFailed';
}
