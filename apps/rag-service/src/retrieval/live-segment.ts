import type { Passage } from '../passages/passage.js';
import { Segment, type Documents } from './segment.js';
import type { Range } from './sections.js';

/** How many times as large as all segments after it a segment has to be to be left alone. */
const TIMES_AS_LARGE = 4;

/** A segment less the documents that have been changed or removed since. They stay in it, and what they hold is subtracted. */
export class LiveSegment {
  private constructor(
    readonly segment: Segment,
    private readonly gone: readonly LiveSegment[],
    /** 1 for each section of the segment that is gone. */
    private readonly dead: Uint8Array,
  ) {}

  static async of(documents: Documents, first: number, signal?: AbortSignal): Promise<LiveSegment> {
    const segment = await Segment.of(documents, first, signal);
    return new LiveSegment(segment, [], new Uint8Array(segment.sections.length));
  }

  /** Without these documents; unknown ones are passed over. */
  async without(documents: readonly string[]): Promise<LiveSegment> {
    const ranges = documents.flatMap((document) => this.rangeOf(document) ?? []);
    if (ranges.length === 0) return this;
    const gone = await LiveSegment.of(
      ranges.map((range) => this.passagesIn(range)),
      0,
    );
    const dead = this.dead.slice();
    const { first } = this.segment;
    for (const { from, to } of ranges) dead.fill(1, from - first, to - first);
    return new LiveSegment(this.segment, await compacted([...this.gone, gone]), dead);
  }

  /** The number that is counted in the segment, less what is gone. */
  count(counted: (segment: Segment) => number): number {
    return this.gone.reduce((sum, segment) => sum - segment.count(counted), counted(this.segment));
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

  /** None when it is gone, or not there. */
  passagesOf(document: string): Passage[] {
    const range = this.rangeOf(document);
    return range ? this.passagesIn(range) : [];
  }

  /** Those that are not gone. */
  documents(): Passage[][] {
    const ranges = [...this.segment.documents.values()];
    return ranges.filter(({ from }) => !this.isGone(from)).map((range) => this.passagesIn(range));
  }

  private passagesIn({ from, to }: Range): Passage[] {
    const { first, sections } = this.segment;
    const passages = sections.slice(from - first, to - first).map(({ passage }) => passage);
    return [...new Set(passages)];
  }
}

/**
 * The same with fewer segments. From the first one on that is small beside all that come after it, or of which more is
 * gone than left, all become one: so there are never many, and each document is read again only now and then.
 * @throws the reason of the signal.
 */
export async function compacted(
  segments: readonly LiveSegment[],
  signal?: AbortSignal,
): Promise<readonly LiveSegment[]> {
  const sizes = segments.map((segment) => segment.count(({ sections }) => sections.length));
  const from = segments.findIndex((segment, at) => {
    const size = sizes[at] ?? 0;
    const after = sizes.slice(at + 1).reduce((sum, each) => sum + each, 0);
    return size < TIMES_AS_LARGE * after || 2 * size < segment.segment.sections.length;
  });
  if (from < 0) return segments;
  const documents = segments.slice(from).flatMap((segment) => segment.documents());
  const first = segments[from]?.segment.first ?? 0;
  const merged = documents.length > 0 ? [await LiveSegment.of(documents, first, signal)] : [];
  return [...segments.slice(0, from), ...merged];
}
