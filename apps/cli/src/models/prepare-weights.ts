import { prepare, type PrepareProgress, type Quant } from '@parley/moshi';
import { openProgress } from '../terminal/progress.js';

const DOING = { reading: 'reading the checkpoint', writing: 'writing the weights' };

/**
 * Writes the weights of the model in `folder` as the runtime wants them, with a bar.
 * @param path the checkpoint, when it is not `model.safetensors` in the folder
 * @returns the file
 * @throws UnusableModel
 */
export async function prepareWeights(folder: string, quant: Quant, path?: string): Promise<string> {
  const progress = openProgress(`Preparing ${quant}`);
  const onProgress = ({ phase, doneBytes, totalBytes }: PrepareProgress) =>
    progress.update(
      doneBytes / totalBytes,
      `${DOING[phase]}, ${gigabytes(doneBytes)} of ${gigabytes(totalBytes)} GB`,
    );
  try {
    return await prepare(folder, { quant, onProgress, path });
  } finally {
    progress.stop();
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
