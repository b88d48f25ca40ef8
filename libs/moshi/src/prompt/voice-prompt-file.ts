import { readFile } from 'node:fs/promises';
import { maxDelay, streamCount, TEXT_STREAMS, type MoshiConfig } from '../config.js';
import type { VoicePrompt } from '../system-prompt.js';
import { UNGENERATED } from '../token-ring.js';
import { UnusableModel } from '../unusable-model.js';
import { readTorchArchive, type TorchTensor } from './torch-archive.js';

const FLOATS = ['FloatStorage', 'HalfStorage', 'BFloat16Storage'];

/**
 * Reads a voice that was saved as PyTorch's `.pt`: `embeddings` (steps, 1, 1, dim), one for each frame, and `cache` (1, streams,
 * columns), the tokens of the last frames (reference: `LMGen.load_voice_prompt_embeddings`).
 * @throws UnusableModel
 */
export async function readVoicePromptFile(path: string, config: MoshiConfig): Promise<VoicePrompt> {
  const tensors = readTorchArchive(await readFile(path), path);
  const embeddings = tensors.get('embeddings');
  const cache = tensors.get('cache');
  check(path, 'embeddings', embeddings, FLOATS, ['steps', 1, 1, config.dim]);
  check(path, 'cache', cache, ['LongStorage'], [1, streamCount(config), maxDelay(config) + 3]);
  const { shape, values } = embeddings as TorchTensor;
  const all = Float32Array.from(values);
  if (!all.every(Number.isFinite)) throw new UnusableModel(`${path} holds a NaN or an infinity.`);
  const rows = Array.from({ length: shape[0] as number }, (_, step) =>
    all.subarray(step * config.dim, (step + 1) * config.dim),
  );
  const tokens = Array.from((cache as TorchTensor).values);
  checkTokens(path, tokens, config);
  return { embeddings: rows, tokens: Int32Array.from(tokens) };
}

/** A token that the model has no embedding for would fail much later, in the midst of others' sessions. */
function checkTokens(path: string, tokens: readonly number[], config: MoshiConfig): void {
  const columns = tokens.length / streamCount(config);
  tokens.forEach((token, i) => {
    const last = i < TEXT_STREAMS * columns ? config.text_card : config.card;
    if (token < UNGENERATED || token > last)
      throw new UnusableModel(`"cache" of ${path} holds the token ${token}; ${last} is the last.`);
  });
}

function check(
  path: string,
  name: string,
  tensor: TorchTensor | undefined,
  storages: readonly string[],
  shape: readonly (number | string)[],
): void {
  if (!tensor?.shape) throw new UnusableModel(`${path} has no tensor "${name}".`);
  if (!storages.includes(tensor.storage))
    throw new UnusableModel(
      `"${name}" of ${path} holds ${tensor.storage}, not ${storages.join(' or ')}.`,
    );
  const fits =
    tensor.shape.length === shape.length &&
    tensor.shape.every((size, axis) => typeof shape[axis] === 'string' || size === shape[axis]);
  if (!fits)
    throw new UnusableModel(
      `"${name}" of ${path} is [${tensor.shape.join(', ')}]; this model needs [${shape.join(', ')}].`,
    );
}
