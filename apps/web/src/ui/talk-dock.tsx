import type { ParleyStats } from '../call/stats.js';
import type { ConversationState } from '../conversation/conversation.js';
import { MicrophoneIcon } from './icons.js';
import { LatencyNote } from './latency-note.js';
import { activityWord } from './state-words.js';
import { Waveform } from './waveform.js';

export interface TalkDockProps {
  readonly conversation: ConversationState;
  readonly stats: ParleyStats;
  onToggle(): void;
}

/** The button, with the two voices running out of it to either side. */
export function TalkDock({ conversation, stats, onToggle }: TalkDockProps) {
  const talking = conversation.phase !== 'idle';
  return (
    <>
      <div className="talk-row">
        <Waveform side="you" active={talking} level={() => stats.microphoneLevel} />
        <button
          type="button"
          className="talk-button"
          aria-pressed={talking}
          aria-label="Talk"
          aria-keyshortcuts="Space"
          onClick={onToggle}
          data-testid="talk"
        >
          {talking ? <span className="stop-mark" /> : <MicrophoneIcon />}
        </button>
        <Waveform side="parley" active={talking} level={() => stats.outputLevel} />
      </div>
      <p className="activity" data-testid="activity">
        {activityWord(conversation)}
      </p>
      <div className="dock-notes">
        <p className="key-hint">
          <kbd>Space</kbd> {talking ? 'ends the conversation' : 'starts and stops'}
        </p>
        {conversation.latency && <LatencyNote latency={conversation.latency} />}
      </div>
    </>
  );
}
