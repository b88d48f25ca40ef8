const SMALLEST_PAGE = 1 << 10;
const LARGEST_PAGE = 1 << 16;

/** Many short lists of numbers, end to end in a few large arrays: a typed array of its own would cost each more than it holds. */
export class PackedLists {
  private readonly pages: Uint32Array[] = [];
  private free = 0;
  /** Page of each list, and where in it the list begins and ends. */
  private readonly places: number[] = [];

  add(numbers: readonly number[]): void {
    if (numbers.length > this.free) {
      const larger = Math.min(LARGEST_PAGE, SMALLEST_PAGE << this.pages.length);
      this.free = Math.max(larger, numbers.length);
      this.pages.push(new Uint32Array(this.free));
    }
    const page = this.pages.length - 1;
    const from = (this.pages[page]?.length ?? 0) - this.free;
    this.pages[page]?.set(numbers, from);
    this.places.push(page, from, from + numbers.length);
    this.free -= numbers.length;
  }

  at(list: number): Uint32Array {
    const [page = 0, from, to] = this.places.slice(3 * list, 3 * list + 3);
    return this.pages[page]?.subarray(from, to) ?? new Uint32Array();
  }
}
