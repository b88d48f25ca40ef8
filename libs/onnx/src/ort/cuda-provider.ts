import koffi from 'koffi';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { libraryPath } from './c-api.js';

/** What ONNX Runtime loads from beside itself when CUDA is asked for. */
const PROVIDER = 'libonnxruntime_providers_cuda.so';

/** A sentence on why CUDA could not be had; the library itself only says that something did not load. */
export function whyNoCuda(refusal: unknown): string {
  const library = libraryPath();
  const provider = join(dirname(library), PROVIDER);
  if (!existsSync(provider))
    return `${library} is ONNX Runtime for the CPU only, without ${PROVIDER} beside it.`;
  try {
    koffi.load(provider).unload();
    return `${reasonOf(refusal)}.`;
  } catch (error) {
    return `${provider}: ${reasonOf(error)}.`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
