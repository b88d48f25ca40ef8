/** Holds actions back, in order, until it is opened; from then on they are done at once. */
export class Gate {
  private waiting: (() => void)[] = [];
  private isOpen = false;

  get isClosed(): boolean {
    return !this.isOpen;
  }

  pass(action: () => void): void {
    if (this.isOpen) action();
    else this.waiting.push(action);
  }

  open(): void {
    this.isOpen = true;
    for (const action of this.waiting.splice(0)) action();
  }
}
