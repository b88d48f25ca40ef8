import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a child with `--import`. The channel to the parent closes when the parent ends, however it
 * ended; then this process stops too, and takes its own children along if it does not manage in time.
 */

const STOP_WITHIN_MS = 5_000;

if (isMainThread && process.connected) {
  process.once('disconnect', stop);
  process.channel?.unref();
  // a process that its own parent forks inherits `--import`, and may live for the messages that it gets
  process.on('newListener', (event) => {
    if (event === 'message') process.channel?.ref();
  });
}

function stop(): void {
  setTimeout(killGroup, STOP_WITHIN_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

function killGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL'); // it leads no group of its own
  }
}
