import { useMemo } from 'react';
import { CallProblem } from '../call/problem.js';
import type { ParleyStats } from '../call/stats.js';
import type { CallPorts } from '../call/voice-call.js';
import { documentsApi } from '../documents/documents-api.js';
import { useServerFacts } from '../settings/server.js';
import { useSettings } from '../settings/settings.js';
import { DocumentsPanel } from './documents-panel.js';
import { Header } from './header.js';
import { ProblemCard } from './problem-card.js';
import { SettingsPanel } from './settings-panel.js';
import { TalkDock } from './talk-dock.js';
import { Transcript } from './transcript.js';
import { useConversation } from './use-conversation.js';
import { useDisclosure, type Disclosure } from './use-disclosure.js';
import { useFollowEnd } from './use-follow-end.js';
import { useSpaceKey } from './use-space-key.js';
import { Welcome } from './welcome.js';

export interface AppProps {
  readonly ports: CallPorts;
  readonly stats: ParleyStats;
}

export function App({ ports, stats }: AppProps) {
  const server = useServerFacts();
  const settings = useSettings(server);
  const settingsPanel = useDisclosure();
  const documentsPanel = useDisclosure();
  const api = useMemo(() => documentsApi(settings.token), [settings.token]);
  const { conversation, start, stop, unblockSound, refuse } = useConversation(ports, stats);
  const { phase, activity, utterances, problem, notice } = conversation;

  const askForToken = () => {
    settingsPanel.open();
    refuse(new CallProblem('token-missing'));
  };
  const toggle = () => {
    if (phase !== 'idle') return stop();
    if (server?.authRequired && !settings.token) return askForToken();
    settingsPanel.hide();
    documentsPanel.hide();
    start(settings);
  };
  useSpaceKey(toggle);
  useFollowEnd(conversation);

  return (
    <div className="app" data-phase={phase} data-activity={activity}>
      <Header
        conversation={conversation}
        documentsPanel={opening(documentsPanel, settingsPanel)}
        settingsPanel={opening(settingsPanel, documentsPanel)}
      />
      {documentsPanel.isOpen && <DocumentsPanel api={api} onClose={documentsPanel.close} />}
      {settingsPanel.isOpen && (
        <SettingsPanel settings={settings} server={server} onClose={settingsPanel.close} />
      )}
      <main className="stage">
        {utterances.length === 0 && <Welcome talking={phase !== 'idle'} />}
        <Transcript utterances={utterances} />
      </main>
      <footer className="dock">
        <p className="notice" role="status" data-testid="notice">
          {notice}
        </p>
        {problem && <ProblemCard problem={problem} onUnblock={unblockSound} />}
        <TalkDock conversation={conversation} stats={stats} onToggle={toggle} />
      </footer>
    </div>
  );
}

/** The panels lie in the same place, so one hides the other. */
function opening(panel: Disclosure, other: Disclosure): Disclosure {
  const toggle = () => {
    other.hide();
    panel.toggle();
  };
  return { ...panel, toggle };
}
