import { Segment } from './segment.js';
import type { Range, Section } from './sections.js';
import type { Passage } from '../passages/passage.js';

/** How many times as large as all parts after it a part has to be to be left alone. */
const TIMES_AS_LARGE = 4;

/** A segment less the documents that have been changed or removed since. They stay in it, and what they hold is subtracted. */
export class Part {
  private constructor(
    readonly segment: Segment,
    private readonly gone: readonly Part[],
    /** Numbers of the sections that are gone. */
    private readonly dead: readonly Range[],
  ) {}

  static async of(passages: readonly Passage[], first: number, signal?: AbortSignal) {
    return new Part(await Segment.of(passages, first, signal), [], []);
  }

  /** Without the documents that have these sections. */
  async without(documents: readonly Range[]): Promise<Part> {
    if (documents.length === 0) return this;
    const { segment } = this;
    const sections = documents.flatMap(({ from, to }) =>
      segment.sections.slice(from - segment.first, to - segment.first),
    );
    const gone = [...this.gone, await Part.of(passagesOf(sections), 0)];
    return new Part(segment, await settled(gone), [...this.dead, ...documents]);
  }

  /** Also for one that is gone. */
  hasSection(number: number): boolean {
    const { first, sections } = this.segment;
    return number >= first && number < first + sections.length;
  }

  /** The number that is counted in the segment, less what is gone. */
  count(counted: (segment: Segment) => number): number {
    return this.gone.reduce((sum, part) => sum - part.count(counted), counted(this.segment));
  }

  /** By their places in the segment; those that are gone are undefined. */
  livingSections(): (Section | undefined)[] {
    const { first, sections } = this.segment;
    const living: (Section | undefined)[] = [...sections];
    for (const { from, to } of this.dead) living.fill(undefined, from - first, to - first);
    return living;
  }
}

/**
 * The same with fewer parts. From the first one on that is small beside all that come after it, or of which more is
 * gone than left, all become one: so there are never many, and each document is read again only now and then.
 */
export async function settled(
  parts: readonly Part[],
  signal?: AbortSignal,
): Promise<readonly Part[]> {
  const sizes = parts.map((part) => part.count(({ sections }) => sections.length));
  const from = parts.findIndex((part, at) => {
    const size = sizes[at] ?? 0;
    const after = sizes.slice(at + 1).reduce((sum, each) => sum + each, 0);
    return size < TIMES_AS_LARGE * after || 2 * size < part.segment.sections.length;
  });
  if (from < 0) return parts;
  const living = parts.slice(from).flatMap((part) => part.livingSections());
  const passages = passagesOf(living);
  const first = parts[from]?.segment.first ?? 0;
  const merged = passages.length > 0 ? [await Part.of(passages, first, signal)] : [];
  return [...parts.slice(0, from), ...merged];
}

/** Of neighbouring sections, those that are gone passed over. */
export function passagesOf(sections: readonly (Section | undefined)[]): Passage[] {
  return [...new Set(sections.flatMap((section) => section?.passage ?? []))];
}
