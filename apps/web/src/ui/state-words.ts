import type { ConversationState, Phase } from '../conversation/conversation.js';

const CONNECTION: Readonly<Record<Phase, string>> = {
  idle: 'Not connected',
  preparing: 'Connecting',
  connecting: 'Connecting',
  queued: 'Waiting in line',
  live: 'Connected',
  reconnecting: 'Reconnecting',
};

const ACTIVITY: Readonly<Record<ConversationState['activity'], string>> = {
  listening: 'Listening',
  hearing: 'Hearing you',
  thinking: 'Thinking',
  speaking: 'Speaking',
};

/** For the mark at the top: is there a line to the server. */
export function connectionWord({ phase }: ConversationState): string {
  return CONNECTION[phase];
}

/** For the words under the button: what happens just now. */
export function activityWord({ phase, activity, queuePosition }: ConversationState): string {
  if (phase === 'live') return ACTIVITY[activity];
  if (phase === 'queued') return `You are number ${queuePosition ?? 1} in line`;
  if (phase === 'preparing') return 'Waiting for your microphone…';
  return phase === 'idle' ? 'Press to talk' : `${CONNECTION[phase]}…`;
}
