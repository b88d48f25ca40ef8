const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** The segmenter takes the full stop of these for the end of a sentence. */
const ABBREVIATED = /\b(?:e\.g|i\.e|etc|approx|ext|no|tel|Mr|Mrs|Ms|Dr|Prof|vs|incl)\.\s*$/;

/** Splits text into sentences. */
export function sentencesOf(text: string): string[] {
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
