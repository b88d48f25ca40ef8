import type { AgentEvent } from '@parley/protocol';

/** Quieter than the user by more than that, a voice comes from the loudspeaker, or from the next room. */
const BELOW_USER_DB = 10;
/** As the detector says it. */
const VOICED_PROBABILITY = 0.5;
/** Weight of a chunk of 32 ms in the level of the user's voice: it follows within two seconds of speech. */
const WEIGHT = 1 / 60;
/** The room and the network bring the end of a reply back later. */
const LATE_ECHO_MS = 600;

/**
 * Tells the user's voice from the echo of the agent's, where no client takes that out: while the agent speaks, a turn begins only
 * with a voice about as loud as the user's was before. It needs no copy of the reply, and no delay to be known.
 */
export class NearVoice {
  private isAgentSpeaking = false;
  private spokeUntil = -Infinity;
  /** Mean power of the user's voiced chunks, heard while the agent was silent. */
  private userPower: number | undefined;

  /** @param at arrival of the newest audio when the event came, in milliseconds */
  agentEvent(event: AgentEvent, at: number): void {
    if (event.type !== 'state') return;
    const isSpeaking = event.state === 'speaking';
    if (this.isAgentSpeaking && !isSpeaking) this.spokeUntil = at;
    this.isAgentSpeaking = isSpeaking;
  }

  /** @returns whether a turn may begin with this chunk, which arrived at `at` and holds a voice with that probability */
  isUser(samples: Float32Array, probability: number, at: number): boolean {
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const mayBeEcho = this.isAgentSpeaking || at - this.spokeUntil < LATE_ECHO_MS;
    if (!mayBeEcho && probability >= VOICED_PROBABILITY) this.learn(power);
    if (!mayBeEcho || this.userPower === undefined) return true;
    return power >= this.userPower * 10 ** (-BELOW_USER_DB / 10);
  }

  private learn(power: number): void {
    this.userPower ??= power;
    this.userPower += WEIGHT * (power - this.userPower);
  }
}
