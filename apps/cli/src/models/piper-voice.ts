import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMetadata } from '@parley/onnx';
import { z } from 'zod';
import { filesEndingIn } from './files-ending-in.js';

const VoiceConfig = z.object({
  audio: z.object({ sample_rate: z.number() }),
  espeak: z.object({ voice: z.string() }),
  language: z.object({ name_english: z.string() }),
  num_speakers: z.number(),
  phoneme_id_map: z.record(z.string(), z.array(z.number()).min(1)),
});
type VoiceConfig = z.output<typeof VoiceConfig>;

/** `ModelProto.metadata_props` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), an entry's key and value. */
const METADATA_PROPS = 14;
const [KEY, VALUE] = [1, 2];
/** Protobuf's wire type of bytes with their length before them. */
const LENGTH_DELIMITED = 2;

/**
 * Makes of a voice as Piper publishes it one as sherpa-onnx wants it: the phonemes in `tokens.txt`, and what it has to know of the
 * model in the model itself.
 */
export async function finishPiperVoice(folder: string): Promise<void> {
  const [model = ''] = await filesEndingIn(folder, '.onnx');
  const path = join(folder, model);
  const config = VoiceConfig.parse(JSON.parse(await readFile(`${path}.json`, 'utf8')));
  await writeFile(join(folder, 'tokens.txt'), tokensOf(config));
  if (!(await readMetadata(path)).has('sample_rate'))
    await appendFile(path, metadataBytes(metadataOf(config)));
}

function tokensOf({ phoneme_id_map: ids }: VoiceConfig): string {
  const phonemes = Object.entries(ids).filter(([phoneme]) => phoneme !== '\n');
  return phonemes.map(([phoneme, [id]]) => `${phoneme} ${id}\n`).join('');
}

function metadataOf(config: VoiceConfig): Record<string, string> {
  return {
    model_type: 'vits',
    comment: 'piper',
    language: config.language.name_english,
    voice: config.espeak.voice,
    has_espeak: '1',
    n_speakers: String(config.num_speakers),
    sample_rate: String(config.audio.sample_rate),
  };
}

/** Further fields of the message that a model file is: protobuf lets them stand at its end. */
function metadataBytes(metadata: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    field(METADATA_PROPS, Buffer.concat([field(KEY, key), field(VALUE, value)])),
  );
  return Buffer.concat(entries);
}

/** @throws RangeError for more than the 127 bytes that one byte of length can say */
function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  if (bytes.length > 0x7f) throw new RangeError(`${bytes.length} bytes are too many here.`);
  return Buffer.concat([Buffer.from([number * 8 + LENGTH_DELIMITED, bytes.length]), bytes]);
}
