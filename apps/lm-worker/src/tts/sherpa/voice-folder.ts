import { NotAModel, readMetadata } from '@parley/onnx';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { VoiceFiles } from 'sherpa-onnx-node';
import { VoiceMissing } from '../synthesizer.js';

/** What a folder holds, ready for sherpa-onnx. */
export interface VoiceModel {
  readonly name: string;
  readonly files: VoiceFiles;
  readonly sampleRateHz: number;
  /** Who can speak, by number. */
  readonly speakers: readonly string[];
}

const LOOKED_FOR =
  'a sherpa-onnx release of Piper or another VITS (a model as *.onnx, tokens.txt, and espeak-ng-data or lexicon.txt), ' +
  'or of Kokoro or Kitten (with voices.bin besides)';
const HOW_TO_FETCH = '"parley models pull speech" fetches one and says what to set.';

interface Folder {
  readonly path: string;
  readonly names: readonly string[];
}

/**
 * Recognises the voice in a folder by what its model says of itself.
 * @throws VoiceMissing naming what was looked for, and how to fetch it.
 */
export async function readVoiceFolder(path: string): Promise<VoiceModel> {
  const folder = { path, names: await namesIn(path) };
  const found = await modelIn(folder);
  if (!found || !folder.names.includes('tokens.txt'))
    throw new VoiceMissing(
      `TTS_MODEL_DIR=${path} holds no voice. Looked for ${LOOKED_FOR}. Found: ${folder.names.join(', ') || 'nothing'}. ${HOW_TO_FETCH}`,
    );
  const { file, metadata } = found;
  return {
    name: basename(path),
    files: filesOf(folder, file, metadata),
    sampleRateHz: Number(metadata.get('sample_rate')),
    speakers: await speakersOf(join(path, file), metadata),
  };
}

async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((cause: unknown) => {
    const message = `TTS_MODEL_DIR=${path} is not a folder that can be read. ${HOW_TO_FETCH}`;
    throw new VoiceMissing(message, { cause });
  });
}

type Metadata = ReadonlyMap<string, string>;

/** The first model that is a voice, those of eight bits before others, being faster. */
async function modelIn({ path, names }: Folder) {
  const models = names.filter((name) => name.endsWith('.onnx')).sort();
  models.sort((a, b) => Number(b.includes('int8')) - Number(a.includes('int8')));
  for (const file of models) {
    const metadata = await metadataOf(join(path, file));
    if (metadata.has('sample_rate') && metadata.has('n_speakers')) return { file, metadata };
  }
  return undefined;
}

async function metadataOf(path: string): Promise<Metadata> {
  return readMetadata(path).catch((cause: unknown) => {
    if (!(cause instanceof NotAModel)) throw cause;
    const message = `The file ${path} is not a whole ONNX model. Fetch it again: ${HOW_TO_FETCH}`;
    throw new VoiceMissing(message, { cause });
  });
}

function filesOf(folder: Folder, file: string, metadata: Metadata): VoiceFiles {
  const [model, tokens] = [join(folder.path, file), join(folder.path, 'tokens.txt')];
  const type = metadata.get('model_type');
  if (type === 'kokoro' || type === 'kitten-tts') {
    const voices = needed(folder, 'voices.bin');
    const styled = { model, tokens, voices, dataDir: needed(folder, 'espeak-ng-data') };
    if (type === 'kitten-tts') return { kitten: styled };
    // versions before 2 know English only and take no language
    return { kokoro: Number(metadata.get('version')) > 1 ? { ...styled, lang: 'en-us' } : styled };
  }
  return folder.names.includes('lexicon.txt')
    ? { vits: { model, tokens, lexicon: join(folder.path, 'lexicon.txt') } }
    : { vits: { model, tokens, dataDir: needed(folder, 'espeak-ng-data') } };
}

function needed({ path, names }: Folder, name: string): string {
  if (names.includes(name)) return join(path, name);
  throw new VoiceMissing(
    `The voice in TTS_MODEL_DIR=${path} is not whole: ${name} is missing. ${HOW_TO_FETCH}`,
  );
}

/** Kokoro names its speakers in the model, Piper in the file beside it; one alone is called like the model. */
async function speakersOf(path: string, metadata: Metadata): Promise<string[]> {
  const count = Number(metadata.get('n_speakers')) || 1;
  const title = basename(path, '.onnx');
  if (count === 1) return [title];
  const names = metadata.get('speaker_names')?.split(',') ?? (await piperSpeakers(`${path}.json`));
  return Array.from({ length: count }, (_, id) => names[id] ?? `${title}-${id}`);
}

async function piperSpeakers(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const { speaker_id_map: ids = {} } = JSON.parse(text) as {
    speaker_id_map?: Record<string, number>;
  };
  const names: string[] = [];
  for (const [name, id] of Object.entries(ids)) names[id] = name;
  return names;
}
