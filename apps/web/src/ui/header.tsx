import type { ReactNode } from 'react';
import type { ConversationState } from '../conversation/conversation.js';
import { Mark, PagesIcon, SlidersIcon } from './icons.js';
import { connectionWord } from './state-words.js';
import type { Disclosure } from './use-disclosure.js';

export interface HeaderProps {
  readonly conversation: ConversationState;
  readonly documentsPanel: Disclosure;
  readonly settingsPanel: Disclosure;
}

export function Header({ conversation, documentsPanel, settingsPanel }: HeaderProps) {
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
      <PanelButton panel={documentsPanel} controls="documents">
        <PagesIcon />
        <span>Documents</span>
      </PanelButton>
      <PanelButton panel={settingsPanel} controls="settings">
        <SlidersIcon />
        <span>Settings</span>
      </PanelButton>
    </header>
  );
}

interface PanelButtonProps {
  readonly panel: Disclosure;
  readonly controls: string;
  readonly children: ReactNode;
}

function PanelButton({ panel: { button, isOpen, toggle }, controls, children }: PanelButtonProps) {
  return (
    <button
      ref={button}
      type="button"
      className="quiet-button"
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={toggle}
      data-testid={`${controls}-button`}
    >
      {children}
    </button>
  );
}
