/** What the agent does, as everyone may know it. */
export type DialogueState = 'listening' | 'hearing' | 'thinking' | 'speaking';

/** What can happen to it. */
export type DialogueSignal =
  /** The user begins to speak. */
  | 'speech-start'
  /** The user's turn is over and had words in it. */
  | 'question'
  /** The user's turn is over and there were no words in it. */
  | 'no-words'
  /** The first sound of an answer leaves. */
  | 'first-sound'
  /** All has been said. */
  | 'answered'
  /** Stopped by hand. */
  | 'interrupt';

const TRANSITIONS: Readonly<Record<DialogueState, Partial<Record<DialogueSignal, DialogueState>>>> =
  {
    listening: { 'speech-start': 'hearing', question: 'thinking' },
    hearing: { question: 'thinking', 'no-words': 'listening' },
    thinking: {
      'speech-start': 'hearing',
      question: 'thinking',
      'first-sound': 'speaking',
      answered: 'listening',
      interrupt: 'listening',
    },
    speaking: {
      'speech-start': 'hearing',
      question: 'thinking',
      answered: 'listening',
      interrupt: 'listening',
    },
  };

/** The state after a signal; undefined when the signal means nothing in this state. */
export function nextState(state: DialogueState, signal: DialogueSignal): DialogueState | undefined {
  return TRANSITIONS[state][signal];
}
