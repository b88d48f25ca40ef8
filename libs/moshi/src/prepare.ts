import { open, rename, stat, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { safetensorsHeader } from '@parley/onnx';
import { Checkpoint, CHECKPOINT_FILE } from './checkpoint.js';
import { agentStreams } from './config.js';
import { convertWeight } from './convert.js';
import { preparedFile, preparedMetadata } from './prepared.js';
import { bytesOf, planWeights, type PlannedWeight } from './prepared-layout.js';
import type { Quant } from './weight-quantization.js';
import { identify } from './source-identity.js';
import { UnusableModel } from './unusable-model.js';

export interface PrepareProgress {
  readonly phase: 'reading' | 'writing';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface PrepareOptions {
  readonly quant: Quant;
  /** The checkpoint, when it is not `model.safetensors` in the folder. */
  readonly path?: string | undefined;
  /** Steps of the depformer to prepare; the agent's streams when absent. */
  readonly steps?: number;
  onProgress?(progress: PrepareProgress): void;
}

/**
 * Writes the weights of the checkpoint in `folder` as the runtime wants them into a file beside it. What a run that was cut off
 * has written is kept by the next; the file gets its name when it is whole.
 * @returns the file
 * @throws UnusableModel
 */
export async function prepare(folder: string, options: PrepareOptions): Promise<string> {
  const { quant, onProgress } = options;
  const path = options.path ?? join(folder, CHECKPOINT_FILE);
  const checkpoint = await Checkpoint.open(folder, options);
  try {
    const steps = options.steps ?? agentStreams(checkpoint.config);
    const plan = planWeights(checkpoint, quant, steps);
    const progress = counter('reading', (await stat(path)).size, onProgress);
    const source = await identify(path, progress);
    const header = safetensorsHeader(
      plan.flatMap(({ tensors }) => tensors),
      preparedMetadata({ quant, steps, source, config: checkpoint.config }),
    );
    const target = join(folder, preparedFile(quant));
    await writeWhole(target, header, plan, checkpoint, onProgress);
    return target;
  } finally {
    await checkpoint.close();
  }
}

async function writeWhole(
  target: string,
  header: Uint8Array,
  plan: readonly PlannedWeight[],
  checkpoint: Checkpoint,
  onProgress: PrepareOptions['onProgress'],
): Promise<void> {
  const partial = `${target}.partial`;
  const begun = await begin(partial, header);
  try {
    const total = plan.reduce((sum, { tensors }) => sum + bytesOf(tensors), 0);
    await checkSpace(partial, header.length + total - begun.bytes);
    const progress = counter('writing', total, onProgress);
    let end = header.length;
    for (const weight of plan) {
      const bytes = bytesOf(weight.tensors);
      if (end + bytes > begun.bytes) await convertWeight(checkpoint, weight, begun.file, end);
      end += bytes;
      progress(bytes);
    }
    await begun.file.truncate(end);
    await begun.file.sync();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? noSpace(partial, cause) : cause;
  } finally {
    await begun.file.close();
  }
  await rename(partial, target);
}

/** Goes on with a file that begins with the same header; anything else under its name is written anew. */
async function begin(
  partial: string,
  header: Uint8Array,
): Promise<{ file: FileHandle; bytes: number }> {
  const known = await open(partial, 'r+').catch(() => undefined);
  if (known) {
    const start = Buffer.alloc(header.length);
    await known.read(start, 0, start.length, 0);
    if (start.equals(header)) return { file: known, bytes: (await known.stat()).size };
    await known.close();
    await unlink(partial);
  }
  const file = await open(partial, 'w+');
  await file.write(header);
  return { file, bytes: header.length };
}

async function checkSpace(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes)
    throw new UnusableModel(
      `${dirname(path)} has ${gigabytes(bavail * bsize)} left and the prepared weights need ${gigabytes(bytes)}. Free some space and run it again.`,
    );
}

function noSpace(path: string, cause: unknown): UnusableModel {
  return new UnusableModel(
    `The disk of ${dirname(path)} is full. Free some space and run it again: it goes on where it stopped.`,
    { cause },
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function counter(
  phase: PrepareProgress['phase'],
  totalBytes: number,
  onProgress: PrepareOptions['onProgress'],
): (bytes: number) => void {
  let doneBytes = 0;
  return (bytes) => {
    doneBytes += bytes;
    onProgress?.({ phase, doneBytes, totalBytes });
  };
}
