const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const stop = new AbortController();

/** Aborts at the first Ctrl-C, SIGTERM or hang-up from now on; a second one ends this program at once. */
export function onStopSignal(): AbortSignal {
  stopWithNpm();
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (wasStopped()) process.exit(1);
      stop.abort();
    });
  }
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
