/** The folder in ASR_MODEL_DIR cannot be used; `message` says what was looked for. */
export class SherpaModelUnusable extends Error {
  override readonly name = 'SherpaModelUnusable';
  readonly plain = true;
}
