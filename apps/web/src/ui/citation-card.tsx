import type { Citation } from '@parley/protocol';
import { ChevronIcon } from './icons.js';

/** One source of an answer; its passage unfolds. */
export function CitationCard({ citation }: { citation: Citation }) {
  const { document, passage } = citation;
  return (
    <li className="citation" data-testid="citation" data-document={document}>
      {passage ? (
        <details>
          <summary>
            <CitationHead citation={citation} />
            <ChevronIcon />
          </summary>
          <blockquote>{passage}</blockquote>
        </details>
      ) : (
        <CitationHead citation={citation} />
      )}
    </li>
  );
}

function CitationHead({ citation: { document, title, score } }: { citation: Citation }) {
  const percent = Math.round(score * 100);
  return (
    <span className="citation-head">
      <span className="citation-title">{title}</span>
      <span className="citation-document">{document}</span>
      <span className="score" role="img" aria-label={`Relevance ${percent} %`}>
        <span className="score-bar" style={{ transform: `scaleX(${score})` }} />
      </span>
    </span>
  );
}
