import { InferenceSession } from 'onnxruntime-node';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OfflineModelFiles, OnlineModelFiles } from 'sherpa-onnx-node';
import { SherpaModelUnusable } from './errors.js';

/** What a folder holds, ready for sherpa-onnx. */
export type SherpaModel = { tokens: string; name: string; modelType?: string } & (
  { kind: 'online'; files: OnlineModelFiles } | { kind: 'offline'; files: OfflineModelFiles }
);

const LOOKED_FOR =
  'tokens.txt with one of: encoder, decoder and joiner (transducer, streaming or not); encoder and decoder (Whisper); ' +
  'preprocess, encode, uncached_decode and cached_decode (Moonshine); one model file ' +
  '(Zipformer CTC, streaming or not, NeMo CTC, Paraformer, SenseVoice), all *.onnx';

/**
 * Recognises the model in a folder by its files, and by what the first of them takes as input.
 * @throws SherpaModelUnusable naming what was looked for.
 */
export async function readModelFolder(folder: string): Promise<SherpaModel> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SherpaModelUnusable(`ASR_MODEL_DIR=${folder} is not a folder that can be read.`, {
      cause,
    });
  });
  const file = (part: string) => pick(folder, names, part);
  const tokens = names.find((name) => name.endsWith('tokens.txt'));
  const model = tokens && (await recognise(file));
  if (!model) {
    throw new SherpaModelUnusable(
      `ASR_MODEL_DIR=${folder} holds no speech recognition model that is known here. Looked for ${LOOKED_FOR}. Found: ${names.join(', ') || 'nothing'}.`,
    );
  }
  return { ...model, tokens: join(folder, tokens), name: basename(folder) };
}

type FindFile = (part: string) => string | undefined;
type Recognised =
  | { kind: 'online'; files: OnlineModelFiles; modelType?: string }
  | { kind: 'offline'; files: OfflineModelFiles; modelType?: string };

async function recognise(file: FindFile): Promise<Recognised | undefined> {
  const [encoder, decoder, joiner] = [file('encoder'), file('decoder'), file('joiner')];
  if (encoder && decoder && joiner) return transducer({ encoder, decoder, joiner });
  const moonshine = moonshineFiles(file);
  if (moonshine) return { kind: 'offline', files: { moonshine } };
  if (encoder && decoder) return encoderDecoder(encoder, decoder);
  const model = file('model');
  return model ? single(model) : undefined;
}

/** Streaming encoders take their state as further inputs. */
async function transducer(files: {
  encoder: string;
  decoder: string;
  joiner: string;
}): Promise<Recognised> {
  const inputs = await inputsOf(files.encoder);
  if (inputs.length > 2) return { kind: 'online', files: { transducer: files } };
  const nemo = inputs.includes('audio_signal') ? { modelType: 'nemo_transducer' } : {};
  return { kind: 'offline', files: { transducer: files }, ...nemo };
}

async function encoderDecoder(encoder: string, decoder: string): Promise<Recognised | undefined> {
  const inputs = await inputsOf(encoder);
  if (inputs.includes('mel')) {
    const whisper = { encoder, decoder, language: 'en', task: 'transcribe' };
    return { kind: 'offline', files: { whisper } };
  }
  if (inputs.includes('speech'))
    return { kind: 'online', files: { paraformer: { encoder, decoder } } };
  return undefined;
}

function moonshineFiles(file: FindFile): OfflineModelFiles['moonshine'] {
  const [preprocessor, encoder] = [file('preprocess'), file('encode')];
  const [uncachedDecoder, cachedDecoder] = [file('uncached_decode'), file('cached_decode')];
  if (!preprocessor || !encoder || !uncachedDecoder || !cachedDecoder) return undefined;
  return { preprocessor, encoder, uncachedDecoder, cachedDecoder };
}

async function single(model: string): Promise<Recognised> {
  const inputs = await inputsOf(model);
  if (inputs.includes('text_norm')) {
    const senseVoice = { model, language: 'en', useInverseTextNormalization: 0 };
    return { kind: 'offline', files: { senseVoice } };
  }
  if (inputs.includes('speech')) return { kind: 'offline', files: { paraformer: { model } } };
  const isNemo = inputs.includes('audio_signal');
  if (inputs.length > 2)
    return {
      kind: 'online',
      files: isNemo ? { nemoCtc: { model } } : { zipformer2Ctc: { model } },
    };
  return { kind: 'offline', files: isNemo ? { nemoCtc: { model } } : { zipformerCtc: { model } } };
}

/** The file of a part, "encoder-epoch-99.int8.onnx" or "tiny.en-encoder.onnx"; eight bits first, being faster. */
function pick(folder: string, names: readonly string[], part: string): string | undefined {
  const fits = new RegExp(`(?:^|[-.])${part}(?:[-.].*)?\\.onnx$`);
  const found = names.filter((name) => fits.test(name)).sort();
  const name = found.find((candidate) => candidate.includes('int8')) ?? found[0];
  return name && join(folder, name);
}

async function inputsOf(path: string): Promise<readonly string[]> {
  const options: InferenceSession.SessionOptions = { graphOptimizationLevel: 'disabled' };
  const session = await InferenceSession.create(path, options).catch((cause: unknown) => {
    throw new SherpaModelUnusable(`The model file ${path} is not a valid ONNX model.`, { cause });
  });
  const { inputNames } = session;
  await session.release();
  return inputNames;
}
