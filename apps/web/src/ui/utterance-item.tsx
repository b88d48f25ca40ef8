import type { Utterance } from '../conversation/utterances.js';
import { CitationCard } from './citation-card.js';

const SPEAKER: Readonly<Record<Utterance['role'], string>> = { user: 'You', assistant: 'Parley' };

/** A screen reader hears of words when they are final, not of every guess before. */
export function UtteranceItem({ utterance }: { utterance: Utterance }) {
  const { role, text, final, interrupted } = utterance;
  if (text === '') return null;
  return (
    <article
      className="utterance"
      data-testid="utterance"
      data-role={role}
      data-final={final}
      data-interrupted={interrupted}
    >
      <h3 className="speaker">{SPEAKER[role]}</h3>
      <div>
        <p className="words" key={String(final)} aria-hidden={!final}>
          {text}
          {interrupted && <span className="interrupted">you cut in here</span>}
        </p>
        <Sources utterance={utterance} />
      </div>
    </article>
  );
}

function Sources({ utterance: { grounded, citations } }: { utterance: Utterance }) {
  if (grounded === false) return <p className="ungrounded">Not from the documents</p>;
  if (citations.length === 0) return null;
  return (
    <ul className="citations" aria-label="Sources">
      {citations.map((citation, index) => (
        <CitationCard key={`${citation.document}-${index}`} citation={citation} />
      ))}
    </ul>
  );
}
