/** One document of the corpus, as far as a recogniser can learn from it. */
export interface CorpusDocument {
  readonly title: string;
  readonly text: string;
}
