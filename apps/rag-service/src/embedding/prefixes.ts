/** What goes before a text, so that the model knows what it is for. */
export interface Prefixes {
  readonly question: string;
  readonly document: string;
}

const NONE: Prefixes = { question: '', document: '' };

/** Families of models that are trained with such words, by what is in their names; from their model cards. */
const FAMILIES: readonly [RegExp, Prefixes][] = [
  [/nomic-embed-text/i, { question: 'search_query: ', document: 'search_document: ' }],
  [/(?:^|[-_/])e5-/i, { question: 'query: ', document: 'passage: ' }],
  [
    /bge-(?:small|base|large)-en|arctic-embed|mxbai-embed/i,
    { question: 'Represent this sentence for searching relevant passages: ', document: '' },
  ],
];

/** By the first name that tells. */
export function prefixesOf(...names: readonly string[]): Prefixes {
  const found = names.flatMap((name) => FAMILIES.filter(([family]) => family.test(name)));
  return found[0]?.[1] ?? NONE;
}
