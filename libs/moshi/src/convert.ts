import type { FileHandle } from 'node:fs/promises';
import { areFinite, byteLengthOf } from '@parley/onnx';
import type { Checkpoint } from './checkpoint.js';
import type { PlannedWeight } from './prepared-layout.js';
import { quantizeRows } from './weight-quantization.js';
import { UnusableModel } from './unusable-model.js';

/** Elements converted at a time: what memory is needed for, whatever the size of a tensor. */
const CHUNK = 8 << 20;

/** Writes one weight from byte `at` on, rows by rows. @throws UnusableModel when it holds a NaN or an infinity. */
export async function convertWeight(
  checkpoint: Checkpoint,
  { weight, source, tensors }: PlannedWeight,
  file: FileHandle,
  at: number,
): Promise<void> {
  const width = weight.shape.at(-1) as number;
  const rows = weight.shape.reduce((product, size) => product * size, 1) / width;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK / width));
  const [main, scales] = tensors as [(typeof tensors)[0], (typeof tensors)[0]?];
  const mainRow = byteLengthOf(main.dtype, main.shape) / rows;
  const scalesAt = at + mainRow * rows;
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const part = {
      first: source.first + row * width,
      count: Math.min(rowsAtOnce, rows - row) * width,
    };
    const values = await checkpoint.file.readFloats(source.tensor.name, part);
    if (!areFinite(values))
      throw new UnusableModel(
        `Tensor "${weight.stored}" of ${checkpoint.file.path} holds a NaN or an infinity; the file is damaged. "parley models pull" fetches it again.`,
      );
    if (!scales) {
      const same = main.dtype === source.tensor.dtype;
      const bytes = same
        ? await checkpoint.file.readBytes(source.tensor, part)
        : new Uint8Array(values.buffer);
      await writeAll(file, bytes, at + row * mainRow);
      continue;
    }
    const blocks = scales.shape[1] as number;
    const quantized = quantizeRows(values, width, main.shape[2] === 32 ? 8 : 4);
    await writeAll(file, quantized.packed, at + row * mainRow);
    await writeAll(file, new Uint8Array(quantized.scales.buffer), scalesAt + row * blocks * 4);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
