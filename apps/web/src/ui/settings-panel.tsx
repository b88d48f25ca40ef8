import type { KeyboardEvent, SubmitEvent } from 'react';
import type { ServerFacts } from '../settings/server.js';
import type { Settings } from '../settings/settings.js';

/** Every character may take several bytes of an address, and servers limit its length. */
const MAX_PERSONA_LENGTH = 1_000;

export interface SettingsPanelProps {
  readonly settings: Settings;
  readonly server: ServerFacts | undefined;
  onClose(): void;
}

export function SettingsPanel({ settings, server, onClose }: SettingsPanelProps) {
  const closeOnEscape = ({ key }: KeyboardEvent) => key === 'Escape' && onClose();
  const closeOnEnter = (event: SubmitEvent) => {
    event.preventDefault();
    onClose();
  };
  return (
    <form
      id="settings"
      className="settings"
      aria-label="Settings"
      onKeyDown={closeOnEscape}
      onSubmit={closeOnEnter}
    >
      <VoiceField settings={settings} server={server} />
      <label className="field">
        <span>Persona</span>
        <textarea
          rows={3}
          value={settings.persona}
          maxLength={MAX_PERSONA_LENGTH}
          placeholder={server?.defaultPersona}
          onChange={({ target }) => settings.setPersona(target.value)}
          data-testid="persona"
        />
      </label>
      {settings.showsToken && <TokenField settings={settings} />}
      <p className="settings-hint">
        These take effect with the next conversation. Without a language model, a persona changes
        only the name that the agent gives itself.
      </p>
    </form>
  );
}

function VoiceField({ settings, server }: Omit<SettingsPanelProps, 'onClose'>) {
  const { voices = [], defaultVoice } = server ?? {};
  return (
    <label className="field">
      <span>Voice</span>
      <select
        autoFocus={!wantsToken(settings)}
        value={settings.voice}
        onChange={({ target }) => settings.setVoice(target.value)}
        data-testid="voice"
      >
        <option value="">{defaultVoice ? `${defaultVoice} (usual)` : 'The usual'}</option>
        {voices.map((voice) => (
          <option key={voice}>{voice}</option>
        ))}
      </select>
    </label>
  );
}

function TokenField({ settings }: Pick<SettingsPanelProps, 'settings'>) {
  return (
    <label className="field">
      <span>Access token</span>
      <input
        type="password"
        autoFocus={wantsToken(settings)}
        autoComplete="off"
        value={settings.token}
        onChange={({ target }) => settings.setToken(target.value)}
        data-testid="token"
      />
    </label>
  );
}

/** Then that is what the panel was opened for. */
function wantsToken({ showsToken, token }: Settings): boolean {
  return showsToken && token === '';
}
