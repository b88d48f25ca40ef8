import { describe, expect, it } from 'vitest';
import { CHUNK_MS, Endpointer, type EndpointingEvent } from './endpointer.js';

/** Feeds one chunk for each probability, the first of which ends at `CHUNK_MS`. */
function hear(probabilities: readonly number[], silenceMs = 400): EndpointingEvent[] {
  const endpointer = new Endpointer();
  return probabilities
    .map((probability, at) => endpointer.push(probability, (at + 1) * CHUNK_MS, silenceMs))
    .filter((event) => event !== undefined);
}

const voice = (chunks: number) => Array<number>(chunks).fill(0.9);
const silence = (chunks: number) => Array<number>(chunks).fill(0.05);

describe('Endpointer', () => {
  it('tells a turn with the times of its first and last voiced audio', () => {
    expect(hear([...silence(10), ...voice(30), ...silence(20)])).toEqual([
      { type: 'start', startedAt: 10 * CHUNK_MS },
      { type: 'pause' },
      { type: 'lull' },
      { type: 'end', isSpeech: true, speechEndedAt: 40 * CHUNK_MS, turnEndedAt: 53 * CHUNK_MS },
    ]);
  });

  it('starts a turn with its second voiced chunk, 64 ms after the voice', () => {
    const endpointer = new Endpointer();
    expect(endpointer.push(0.9, 32, 400)).toBeUndefined();
    expect(endpointer.push(0.9, 64, 400)).toEqual({ type: 'start', startedAt: 0 });
  });

  it('takes a click for nothing', () => {
    expect(hear([...silence(5), 0.95, ...silence(5), 0.95, ...silence(30)])).toEqual([]);
  });

  it('says that a cough was no speech', () => {
    const events = hear([...silence(5), ...voice(3), ...silence(20)]);
    expect(events.at(-1)).toMatchObject({ type: 'end', isSpeech: false });
  });

  it('takes a short "yes" for speech', () => {
    const events = hear([...silence(5), ...voice(8), ...silence(20)]);
    expect(events.at(-1)).toMatchObject({ type: 'end', isSpeech: true });
  });

  it('bridges a pause for breath and says that speech goes on', () => {
    const events = hear([...voice(20), ...silence(10), ...voice(20), ...silence(20)]);
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'pause',
      'lull',
      'resume',
      'pause',
      'lull',
      'end',
    ]);
  });

  it('does not mention a silence shorter than a pause', () => {
    const events = hear([...voice(20), ...silence(2), ...voice(20), ...silence(20)]);
    expect(events.map(({ type }) => type)).toEqual(['start', 'pause', 'lull', 'end']);
  });

  it('goes on through a voice that is too weak to begin with', () => {
    const weak = Array<number>(20).fill(0.4);
    expect(hear(weak)).toEqual([]);
    expect(hear([...voice(4), ...weak]).map(({ type }) => type)).toEqual(['start']);
  });

  it('waits as long as it was told to', () => {
    const events = hear([...voice(20), ...silence(40)], 1_000);
    expect(events.at(-1)).toMatchObject({ type: 'end', turnEndedAt: (20 + 32) * CHUNK_MS });
  });

  it('ends a turn after 30 s and begins another while the voice goes on', () => {
    const events = hear(voice(1_000));
    expect(events.map(({ type }) => type)).toEqual(['start', 'end', 'start']);
    expect(events[1]).toMatchObject({ isSpeech: true, turnEndedAt: 938 * CHUNK_MS });
  });
});
