import { availableParallelism } from 'node:os';
import type { Recognizer, RecognizerStream } from '../../stt/recognizer.js';
import { SherpaModelUnusable } from './errors.js';
import { readModelFolder, type SherpaModel } from './model-folder.js';
import { OfflineRecognizerStream } from './offline-stream.js';
import { OnlineRecognizerStream } from './online-stream.js';
import { SHERPA_SAMPLE_RATE_HZ } from './waveform.js';

/** Bands of the filter bank that most models were trained on; the others set their own. */
const FEATURE_BANDS = 80;

/**
 * Opens the sherpa-onnx model in a folder. Its native objects are freed by the garbage collector.
 * @throws SherpaModelUnusable when there is none, or sherpa-onnx refuses it.
 */
export async function createSherpaRecognizer(folder: string): Promise<Recognizer> {
  const model = await readModelFolder(folder);
  const openStream = await load(model).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SherpaModelUnusable(
      `sherpa-onnx cannot use the model in ASR_MODEL_DIR=${folder}: ${reason}`,
      { cause },
    );
  });
  return {
    detail: `sherpa-onnx, ${model.name}${model.kind === 'online' ? ', streaming' : ''}`,
    open: async () => openStream(),
    close: async () => undefined,
  };
}

async function load(model: SherpaModel): Promise<() => RecognizerStream> {
  // loaded only when a model asks for it: the add-on brings an ONNX Runtime of its own
  const { default: sherpa } = await import('sherpa-onnx-node');
  if (model.kind === 'online') {
    const recognizer = new sherpa.OnlineRecognizer(configOf(model, model.files));
    return () => new OnlineRecognizerStream(recognizer);
  }
  const recognizer = await sherpa.OfflineRecognizer.createAsync(configOf(model, model.files));
  return () => new OfflineRecognizerStream(recognizer);
}

function configOf<Files>({ tokens, modelType }: SherpaModel, files: Files) {
  return {
    featConfig: { sampleRate: SHERPA_SAMPLE_RATE_HZ, featureDim: FEATURE_BANDS },
    modelConfig: {
      ...files,
      tokens,
      numThreads: availableParallelism(),
      provider: 'cpu',
      debug: false,
      ...(modelType ? { modelType } : {}),
    },
  };
}
