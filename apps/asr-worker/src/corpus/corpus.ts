import type { Bus } from '@parley/bus';
import type { CorpusDocument } from './corpus-document.js';

const PAGE_TIMEOUT_MS = 5_000;

export interface Corpus {
  readonly version: string;
  readonly documents: readonly CorpusDocument[];
}

/**
 * Fetches all documents page by page; begins again when they change on the way.
 * @throws RequestFailed when nobody serves them.
 */
export async function fetchCorpus(bus: Bus): Promise<Corpus> {
  const documents: CorpusDocument[] = [];
  let version: string | undefined;
  for (let offset: number | null = 0; offset !== null;) {
    const page = await requestPage(bus, offset);
    if (version !== undefined && page.version !== version) return fetchCorpus(bus);
    version = page.version;
    documents.push(...page.documents);
    offset = page.nextOffset;
  }
  return { version: version ?? '', documents };
}

function requestPage(bus: Bus, offset: number) {
  return bus.request('corpus', '', { offset }, { timeoutMs: PAGE_TIMEOUT_MS });
}
