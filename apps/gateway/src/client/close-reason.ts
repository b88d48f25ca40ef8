import { CLOSE } from '@parley/protocol';

/** What a client is told last, and how its connection is closed. */
export interface CloseReason {
  readonly sentence: string;
  readonly code: number;
}

export const GOES_ON_ELSEWHERE: CloseReason = {
  sentence: 'This session goes on in another connection.',
  code: CLOSE.policy,
};
/** The client finds its session at another gateway, if it may come back at all. */
export const RESTART: CloseReason = {
  sentence: 'This server is being restarted. Please connect again in a moment.',
  code: CLOSE.serviceRestart,
};
