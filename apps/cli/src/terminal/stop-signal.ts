const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const stop = new AbortController();

/** A Ctrl-C reaches us from the terminal and again through whoever started us; that is still one. */
const SAME_MS = 1_000;

/** Aborts at the first Ctrl-C, SIGTERM or hang-up from now on; another one later ends this program at once. */
export function onStopSignal(): AbortSignal {
  stopWithNpm();
  let firstAt = Infinity;
  const onSignal = () => {
    if (performance.now() - firstAt > SAME_MS) process.exit(1);
    firstAt = Math.min(firstAt, performance.now());
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return stop.signal;
}

/** Whether the person has asked to stop; failures after that are no news. */
export function wasStopped(): boolean {
  return stop.signal.aborted;
}

/** npm hands a SIGTERM to the shell it runs us in, and that shell dies without a word to us. */
function stopWithNpm(): void {
  const parent = process.ppid;
  const stopWhenOrphaned = () => {
    if (process.ppid !== parent) stop.abort();
  };
  if (process.env['npm_lifecycle_event']) setInterval(stopWhenOrphaned, 500).unref();
}
