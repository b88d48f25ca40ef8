/** Shorter than this a clause sounds clipped and is said with the next; in characters. */
const SHORTEST = 16;
/** Longer than this the first sound is late and an interruption costs much; in characters. */
const LONGEST = 90;

const sentenceBreaks = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Where the voice may rest: behind punctuation, or at a dash. */
const PAUSE = /(?<=[,;:)])\s+(?!\d)|\s+(?=[–—]\s)/;
/** Where a long clause may be parted without punctuation. */
const CONJUNCTION =
  /\s+(?=(?:and|or|but|because|which|that|then|so|if|when|while|before|after|until|with|from|to)\s)/i;

/**
 * Parts what is to be said into clauses of one breath: at sentence ends, else at punctuation, and a long one
 * at a conjunction or, at the worst, at any space. No word is lost or changed.
 */
export function clausesOf(text: string): string[] {
  return [...sentenceBreaks.segment(text.trim())].flatMap(({ segment }) =>
    pack(segment.trim().split(PAUSE), SHORTEST).flatMap(shorten),
  );
}

function shorten(clause: string): string[] {
  if (clause.length <= LONGEST) return [clause];
  const parts = pack(clause.split(CONJUNCTION), LONGEST / 2);
  return parts.flatMap((part) =>
    part.length > LONGEST ? pack(part.split(/\s+/), LONGEST / 2) : part,
  );
}

/** Joins neighbours until each is at least `shortest` long, and scraps to the part before them. */
function pack(parts: readonly string[], shortest: number): string[] {
  const packed: string[] = [];
  for (const part of parts.filter(Boolean)) {
    const last = packed.at(-1);
    if (last !== undefined && belongsTo(last, part, shortest))
      packed[packed.length - 1] = `${last} ${part}`;
    else packed.push(part);
  }
  return packed;
}

function belongsTo(last: string, part: string, shortest: number): boolean {
  return last.length < shortest || (part.length < SHORTEST && last.length < LONGEST);
}
