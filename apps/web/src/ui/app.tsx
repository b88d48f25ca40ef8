import { CallProblem } from '../call/problem.js';
import type { ParleyStats } from '../call/stats.js';
import type { CallPorts } from '../call/voice-call.js';
import { useServerFacts } from '../settings/server.js';
import { useSettings } from '../settings/settings.js';
import { Header } from './header.js';
import { ProblemCard } from './problem-card.js';
import { SettingsPanel } from './settings-panel.js';
import { TalkDock } from './talk-dock.js';
import { Transcript } from './transcript.js';
import { useConversation } from './use-conversation.js';
import { useDisclosure } from './use-disclosure.js';
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
  const panel = useDisclosure();
  const { conversation, start, stop, unblockSound, refuse } = useConversation(ports, stats);
  const { phase, activity, utterances, problem, notice } = conversation;

  const askForToken = () => {
    panel.open();
    refuse(new CallProblem('token-missing'));
  };
  const toggle = () => {
    if (phase !== 'idle') return stop();
    if (server?.authRequired && !settings.token) return askForToken();
    panel.hide();
    start(settings);
  };
  useSpaceKey(toggle);
  useFollowEnd(conversation);

  return (
    <div className="app" data-phase={phase} data-activity={activity}>
      <Header conversation={conversation} settingsPanel={panel} />
      {panel.isOpen && <SettingsPanel settings={settings} server={server} onClose={panel.close} />}
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
