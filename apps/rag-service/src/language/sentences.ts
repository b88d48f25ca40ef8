const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** The segmenter takes the full stop of these for the end of a sentence. A capital letter by itself is the initial of a name. */
const ABBREVIATED =
  /\b(?:e\.g|i\.e|etc|approx|ext|no|tel|Mr|Mrs|Ms|Dr|Prof|St|Mt|Gen|Col|Rev|Hon|Jr|vs|cf|ca|incl|[A-Z])\.\s*$/;

/** The segmenter's time grows with the square of the text, so that a book is better fed to it in stretches. */
const LONGEST_STRETCH = 4_000;

/** Splits text into sentences. */
export function sentencesOf(text: string): string[] {
  return stretchesOf(text).flatMap(sentencesOfStretch);
}

/** Cuts long text at the end of sentences, or anywhere when there are none. */
function stretchesOf(text: string): string[] {
  const stretches: string[] = [];
  let from = 0;
  while (text.length - from > LONGEST_STRETCH) {
    const end = text.lastIndexOf('. ', from + LONGEST_STRETCH - 2) + 2;
    const to = end > from + 2 ? end : from + LONGEST_STRETCH;
    stretches.push(text.slice(from, to));
    from = to;
  }
  return [...stretches, text.slice(from)];
}

function sentencesOfStretch(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(text)) {
    open += segment;
    if (ABBREVIATED.test(open)) continue;
    if (open.trim()) sentences.push(open.trim());
    open = '';
  }
  if (open.trim()) sentences.push(open.trim());
  return sentences;
}
