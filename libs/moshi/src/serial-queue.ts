import { Mutex } from 'async-mutex';

/** Runs one task at a time, in the order that they came, until it is closed. */
export class SerialQueue {
  private readonly mutex = new Mutex();
  private closed = false;

  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new Error('It has been closed.'));
    return this.mutex.runExclusive(task);
  }

  /** Runs a last task after those that wait; none is taken any more. */
  close(task: () => Promise<void>): Promise<void> {
    const result = this.run(task);
    this.closed = true;
    return result;
  }
}
