import type { SpeechAct } from '@parley/protocol';

/** One word of the user makes a difference that is heard, and three are as much as can be followed. */
const RATE_STEP = 1.25;
const GAIN_STEP_DB = 5;
const MOST_STEPS = 2;

/** Changes of the manner of speaking, and what is said when there is nothing to go on with. */
const CHANGES: Partial<Record<SpeechAct, { of: 'rate' | 'gain'; by: 1 | -1; said: string }>> = {
  slower: { of: 'rate', by: -1, said: 'I will speak more slowly.' },
  faster: { of: 'rate', by: 1, said: 'I will speak faster.' },
  louder: { of: 'gain', by: 1, said: 'I will speak louder.' },
  quieter: { of: 'gain', by: -1, said: 'I will speak more quietly.' },
};

/** How fast and how loudly a session wants to be spoken to. */
export class Manner {
  private readonly steps = { rate: 0, gain: 0 };

  get rate(): number {
    return RATE_STEP ** this.steps.rate;
  }

  get gainDb(): number {
    return GAIN_STEP_DB * this.steps.gain;
  }

  /** @returns what to say about it; undefined when the act is about something else */
  change(act: SpeechAct): string | undefined {
    const change = CHANGES[act];
    if (!change) return undefined;
    const { of, by, said } = change;
    const wanted = this.steps[of] + by;
    if (Math.abs(wanted) > MOST_STEPS) return `I cannot speak any ${act}.`;
    this.steps[of] = wanted;
    return said;
  }
}
