import type { RefObject } from 'react';
import type { Conversation } from '../conversation/conversation.js';
import { Mark, SlidersIcon } from './icons.js';
import { connectionWord } from './state-words.js';

export interface HeaderProps {
  readonly conversation: Conversation;
  readonly settingsOpen: boolean;
  readonly settingsButton: RefObject<HTMLButtonElement | null>;
  onSettings(): void;
}

export function Header({ conversation, settingsOpen, settingsButton, onSettings }: HeaderProps) {
  return (
    <header className="header">
      <h1 className="wordmark">
        <Mark />
        Parley
      </h1>
      <p className="connection" role="status" data-testid="connection">
        <span className="connection-dot" />
        {connectionWord(conversation)}
      </p>
      <button
        ref={settingsButton}
        type="button"
        className="quiet-button"
        aria-expanded={settingsOpen}
        aria-controls="settings"
        onClick={onSettings}
        data-testid="settings-button"
      >
        <SlidersIcon />
        Settings
      </button>
    </header>
  );
}
