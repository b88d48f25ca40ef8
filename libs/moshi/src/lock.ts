/** Lets one task run at a time, in the order that they came. */
export class Lock {
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new Error('It has been closed.'));
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Runs a last task after those that wait; none is taken any more. */
  close(task: () => Promise<void>): Promise<void> {
    const result = this.run(task);
    this.closed = true;
    return result;
  }
}
