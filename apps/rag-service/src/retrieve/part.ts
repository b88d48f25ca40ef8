import type { Passage } from '../passages/passage.js';
import { Segment } from './segment.js';
import type { Range, Section } from './sections.js';

/** How many times as large as all parts after it a part has to be to be left alone. */
const TIMES_AS_LARGE = 4;

/** A segment less the documents that have been changed or removed since. They stay in it, and what they hold is subtracted. */
export class Part {
  private constructor(
    readonly segment: Segment,
    private readonly gone: readonly Part[],
    /** 1 for each section of the segment that is gone. */
    private readonly dead: Uint8Array,
  ) {}

  static async of(
    passages: readonly Passage[],
    first: number,
    signal?: AbortSignal,
  ): Promise<Part> {
    const segment = await Segment.of(passages, first, signal);
    return new Part(segment, [], new Uint8Array(segment.sections.length));
  }

  /** Without these documents; unknown ones are passed over. */
  async without(documents: readonly string[]): Promise<Part> {
    const ranges = documents.flatMap((document) => this.rangeOf(document) ?? []);
    if (ranges.length === 0) return this;
    const { first, sections } = this.segment;
    const passages = ranges.flatMap(({ from, to }) =>
      passagesOf(sections.slice(from - first, to - first)),
    );
    const dead = this.dead.slice();
    for (const { from, to } of ranges) dead.fill(1, from - first, to - first);
    return new Part(this.segment, await settled([...this.gone, await Part.of(passages, 0)]), dead);
  }

  /** The number that is counted in the segment, less what is gone. */
  count(counted: (segment: Segment) => number): number {
    return this.gone.reduce((sum, part) => sum - part.count(counted), counted(this.segment));
  }

  /** Whether one of its sections has the number, be it gone. */
  hasNumber(number: number): boolean {
    const { first, sections } = this.segment;
    return number >= first && number < first + sections.length;
  }

  isGone(number: number): boolean {
    return this.dead[number - this.segment.first] === 1;
  }

  /** The sections of a document that is not gone. */
  rangeOf(document: string): Range | undefined {
    const range = this.segment.documents.get(document);
    return range && !this.isGone(range.from) ? range : undefined;
  }

  sections(): Section[] {
    return this.segment.sections.filter((_, at) => this.dead[at] === 0);
  }
}

/**
 * The same with fewer parts. From the first one on that is small beside all that come after it, or of which more is
 * gone than left, all become one: so there are never many, and each document is read again only now and then.
 * @throws the reason of the signal.
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
  const passages = passagesOf(parts.slice(from).flatMap((part) => part.sections()));
  const first = parts[from]?.segment.first ?? 0;
  const merged = passages.length > 0 ? [await Part.of(passages, first, signal)] : [];
  return [...parts.slice(0, from), ...merged];
}

/** Each once, in their order. */
export function passagesOf(sections: readonly Section[]): Passage[] {
  return [...new Set(sections.map(({ passage }) => passage))];
}
