import koffi from 'koffi';

/**
 * Loading a model frees what it was read from, several times its size, but glibc keeps freed memory for later:
 * 200 MB of it with Mimi. Elsewhere than on glibc there is nothing to do.
 */
export function returnFreedMemory(): void {
  trim ??= findTrim();
  trim(0);
}

let trim: ((keptBytes: number) => unknown) | undefined;

function findTrim(): (keptBytes: number) => unknown {
  try {
    return koffi.load('libc.so.6').func('int malloc_trim(size_t)');
  } catch {
    return () => undefined;
  }
}
