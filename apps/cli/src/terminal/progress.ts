import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 500;

export interface Progress {
  /** `share` of the work that is done, 0 to 1; `note` stands at the end of the line. */
  update(share: number, note?: string): void;
  stop(): void;
}

/** A bar on standard error while a person looks at it; nothing elsewhere. */
export function openProgress(title: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `  ${title} {bar} {percentage} % {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(100, 0, { note: '' });
  return {
    update: (share, note = '') => bar.update(Math.floor(share * 100), { note }),
    stop: () => bar.stop(),
  };
}

/** Progress for a program that starts this one: a line on standard output now and then. */
export function openProgressLines(title: string): Progress {
  let saidAtMs = -Infinity;
  return {
    update: (share, note = '') => {
      if (performance.now() - saidAtMs < LINE_EVERY_MS) return;
      saidAtMs = performance.now();
      process.stdout.write(`${title} ${Math.floor(share * 100)} % ${note}\n`);
    },
    stop: () => undefined,
  };
}
