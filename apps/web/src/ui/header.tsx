import type { Conversation } from '../conversation/conversation.js';
import { Mark, SlidersIcon } from './icons.js';
import { connectionWord } from './state-words.js';
import type { Disclosure } from './use-disclosure.js';

export interface HeaderProps {
  readonly conversation: Conversation;
  readonly settingsPanel: Disclosure;
}

export function Header({ conversation, settingsPanel: { button, isOpen, toggle } }: HeaderProps) {
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
        ref={button}
        type="button"
        className="quiet-button"
        aria-expanded={isOpen}
        aria-controls="settings"
        onClick={toggle}
        data-testid="settings-button"
      >
        <SlidersIcon />
        <span>Settings</span>
      </button>
    </header>
  );
}
