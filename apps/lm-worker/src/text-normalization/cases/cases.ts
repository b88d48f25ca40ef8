/** What is written, and what a speaker of English says for it, by kind. */
export type Cases = Readonly<
  Record<string, readonly (readonly [written: string, spoken: string])[]>
>;
