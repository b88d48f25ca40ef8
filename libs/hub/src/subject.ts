/** What a request is about, for the sentence that says why it failed. */
export interface Subject {
  readonly repo: string;
  readonly what: string;
}

/** The hub that was asked, for the same sentence. */
export interface AskedHub {
  readonly endpoint: URL;
  readonly hasToken: boolean;
  /** The page of a repository, for people. */
  page(repo: string): string;
}
