import type { Passage } from '../passages/passage.js';
import type { Section } from './sections.js';

/** A passage with the confidence that it answers a question. */
export interface Hit {
  passage: Passage;
  /** The section of the passage that fits best. */
  section: Section;
  /** From 0 to 1; see `confidence` in scoring. */
  score: number;
}
