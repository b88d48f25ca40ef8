/** How the system, or a library that passes its words on, says that no more can be written. */
const FULL = /ENOSPC|EDQUOT|EFBIG|no space left|os error (27|28|122)\b/i;

/** Whether a write failed, here or in a store, because a disk or a quota is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return FULL.test(`${code} ${error.message}`) || isDiskFull(error.cause);
}
