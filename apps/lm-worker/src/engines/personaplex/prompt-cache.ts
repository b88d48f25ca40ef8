import type { SavedPrompt } from '@parley/moshi';

/** States of prompts that were fed before, the least recently used let go first. */
export class PromptCache {
  private readonly entries = new Map<string, SavedPrompt>();

  /** @param release frees a prompt that is let go, once nobody reads it any more */
  constructor(
    private readonly maxBytes: number,
    private readonly release: (prompt: SavedPrompt) => void,
  ) {}

  get(key: string): SavedPrompt | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  /** Takes it over: it is released when it is let go. */
  put(key: string, prompt: SavedPrompt): void {
    this.remove(key);
    this.entries.set(key, prompt);
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.maxBytes) return;
      this.remove(oldest);
    }
  }

  get bytes(): number {
    return [...this.entries.values()].reduce((sum, { state }) => sum + state.bytes, 0);
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.remove(key);
  }

  private remove(key: string): void {
    const entry = this.entries.get(key);
    this.entries.delete(key);
    if (entry) this.release(entry);
  }
}
