import type { FrameFormat, WorkerRecord } from '@parley/protocol';

const PCM_ONLY: readonly FrameFormat[] = ['pcm'];

/** What must run for an engine that hears Mimi codes, for people who operate the deployment. */
export const NO_MIMI =
  'The voice engine hears Mimi codes and no codec worker carries them; start one with MODEL_DIR set to a folder with the Mimi checkpoint.';

/**
 * Codec workers that carry frames of the engine's format. Those that carry nothing else come first, and
 * leave the ones with Mimi to engines that cannot do without.
 */
export function codecsFor(
  { format = 'pcm' }: Pick<WorkerRecord, 'format'>,
  codecs: readonly WorkerRecord[],
): WorkerRecord[] {
  return codecs
    .filter((codec) => formatsOf(codec).includes(format))
    .sort((a, b) => formatsOf(a).length - formatsOf(b).length);
}

/** Engines for which there is a codec worker. */
export function enginesWithCodec(
  engines: readonly WorkerRecord[],
  codecs: readonly WorkerRecord[],
): WorkerRecord[] {
  return engines.filter((engine) => codecsFor(engine, codecs).length > 0);
}

function formatsOf({ formats }: WorkerRecord): readonly FrameFormat[] {
  return formats ?? PCM_ONLY;
}
