import { useEffect, useReducer, useRef } from 'react';
import { chatUrl, type CallSettings } from '../call/chat-url.js';
import type { CallProblem } from '../call/problem.js';
import type { ParleyStats } from '../call/stats.js';
import { VoiceCall, type CallPorts } from '../call/voice-call.js';
import {
  NO_CONVERSATION,
  reduceConversation,
  type ConversationState,
} from '../conversation/conversation.js';

export interface ConversationControl {
  readonly conversation: ConversationState;
  start(settings: CallSettings): void;
  stop(): void;
  unblockSound(): void;
  /** Says what is wrong before anything was tried. */
  refuse(problem: CallProblem): void;
}

/** Holds the conversation's state and at most one call at a time. */
export function useConversation(ports: CallPorts, stats: ParleyStats): ConversationControl {
  const [conversation, dispatch] = useReducer(reduceConversation, NO_CONVERSATION);
  const call = useRef<VoiceCall>(undefined);
  useEffect(() => () => call.current?.stop(), []);

  const start = (settings: CallSettings) => {
    call.current?.stop();
    const urlFor = (resume: string | undefined) => chatUrl(window.location, settings, resume);
    call.current = new VoiceCall(ports, urlFor, stats, dispatch);
    void call.current.start();
  };
  return {
    conversation,
    start,
    stop: () => call.current?.stop(),
    unblockSound: () => void call.current?.unblockSound(),
    refuse: (problem) => dispatch({ type: 'stopped', problem }),
  };
}
