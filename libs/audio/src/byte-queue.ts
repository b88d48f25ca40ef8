/** Bytes that arrived and are not read yet. Appending and reading cost no copy of what waits, on average. */
export class ByteQueue {
  private buffer = new Uint8Array(4096);
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  append(bytes: Uint8Array): void {
    if (this.end + bytes.length > this.buffer.length) this.makeRoom(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** A view on what waits; it holds until the next `append`. */
  peek(): Uint8Array {
    return this.buffer.subarray(this.start, this.end);
  }

  /** A copy of the next `count` bytes, which then are gone. */
  take(count: number): Uint8Array {
    const bytes = this.buffer.slice(this.start, this.start + count);
    this.skip(count);
    return bytes;
  }

  skip(count: number): void {
    this.start = Math.min(this.end, this.start + count);
  }

  private makeRoom(bytes: number): void {
    const waiting = this.peek();
    const needed = waiting.length + bytes;
    const target = needed * 2 > this.buffer.length ? new Uint8Array(needed * 2) : this.buffer;
    target.set(waiting);
    this.buffer = target;
    this.start = 0;
    this.end = waiting.length;
  }
}
