import type { Utterance } from '../conversation/utterances.js';
import { UtteranceItem } from './utterance-item.js';

export function Transcript({ utterances }: { utterances: readonly Utterance[] }) {
  return (
    <div className="transcript" role="log" aria-label="Conversation" data-testid="transcript">
      {utterances.map((utterance) => (
        <UtteranceItem key={utterance.key} utterance={utterance} />
      ))}
    </div>
  );
}
