/** Holds actions back, in order, until it is opened; from then on they are done at once. */
export class DeferredActions {
  private waiting: (() => void)[] = [];
  private isReleased = false;

  get isPending(): boolean {
    return !this.isReleased;
  }

  run(action: () => void): void {
    if (this.isReleased) action();
    else this.waiting.push(action);
  }

  release(): void {
    this.isReleased = true;
    for (const action of this.waiting.splice(0)) action();
  }
}
