import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoshiBatch } from './moshi-batch.js';
import type { MoshiModel } from './moshi-model.js';
import { Sampling } from './sampler.js';
import { textFrames } from './system-prompt.js';
import { smallConfig as config, SmallModels, userCodes } from './testing/small-model.js';

let models: SmallModels;
let model: MoshiModel;
beforeAll(async () => {
  models = await SmallModels.create();
  model = await models.load('model');
});
afterAll(() => models.close());

interface Session {
  readonly sampling: Sampling;
  readonly text: number[];
  /** Added to the frame that the person's codes are made of. */
  readonly shift: number;
}

const sessions: Session[] = [
  { sampling: Sampling.parse({ seed: 7 }), text: [5, 6, 7], shift: 0 },
  { sampling: Sampling.parse({ greedy: true }), text: [], shift: 100 },
  {
    sampling: Sampling.parse({ seed: 9, audioTopK: 3, textTopK: 0, textTemperature: 1.5 }),
    text: [9],
    shift: 200,
  },
];

async function join(batch: MoshiBatch, slot: number, session: Session): Promise<void> {
  batch.restart(slot, session.sampling);
  await batch.feed(slot, textFrames(config, session.text));
}

const given = ({ shift }: Session, frame: number) => ({ user: userCodes(frame + shift) });

async function alone(session: Session, frames: number): Promise<string[]> {
  const batch = model.open(1);
  await join(batch, 0, session);
  const spoken: string[] = [];
  for (let frame = 0; frame < frames; frame++)
    spoken.push(said((await batch.step(new Map([[0, given(session, frame)]]))).get(0)));
  await batch.close();
  return spoken;
}

const said = (frame?: { text: number; audio: Int32Array }) =>
  frame ? [frame.text, ...frame.audio].join(' ') : '';

describe('a batch', () => {
  it('gives each slot what it would say alone, whoever joins, leaves or sits out', async () => {
    const expected = await Promise.all(sessions.map((session) => alone(session, 60)));
    const batch = model.open(3);
    const spoken: string[][] = [[], [], []];
    const here = (slot: number, tick: number) =>
      slot === 0 || (slot === 1 && tick % 3 !== 1) || (slot === 2 && tick >= 20);
    await join(batch, 0, sessions[0] as Session);
    await join(batch, 1, sessions[1] as Session);
    for (let tick = 0; tick < 60; tick++) {
      if (tick === 20) await join(batch, 2, sessions[2] as Session);
      const slots = [0, 1, 2].filter((slot) => here(slot, tick));
      const inputs = slots.map((slot) => {
        const frame = (spoken[slot] as string[]).length;
        return [slot, given(sessions[slot] as Session, frame)] as const;
      });
      for (const [slot, frame] of await batch.step(new Map(inputs)))
        (spoken[slot] as string[]).push(said(frame));
    }
    await batch.close();
    spoken.forEach((frames, slot) =>
      expect(frames).toEqual(expected[slot]?.slice(0, frames.length)),
    );
    expect(spoken.map(({ length }) => length)).toEqual([60, 40, 40]);
  });

  it('feeds a prompt to one slot while others are stepped', async () => {
    const [first, , third] = sessions as [Session, Session, Session];
    const [expectedFirst, expectedThird] = [await alone(first, 30), await alone(third, 10)];
    const batch = model.open(2);
    await join(batch, 0, first);
    const joining = join(batch, 1, third);
    const spoken: string[] = [];
    for (let frame = 0; frame < 30; frame++)
      spoken.push(said((await batch.step(new Map([[0, given(first, frame)]]))).get(0)));
    await joining;
    const later: string[] = [];
    for (let frame = 0; frame < 10; frame++)
      later.push(said((await batch.step(new Map([[1, given(third, frame)]]))).get(1)));
    await batch.close();
    expect(spoken).toEqual(expectedFirst);
    expect(later).toEqual(expectedThird);
  });

  it('goes on from a saved prompt in another slot as if it had been fed there', async () => {
    const voice = [1, 2, 3].map((n) => Array.from({ length: 8 }, (_, k) => n * 100 + k));
    const speak = async (batch: MoshiBatch, slot: number) => {
      const spoken: string[] = [];
      for (let frame = 0; frame < 40; frame++)
        spoken.push(
          said((await batch.step(new Map([[slot, { user: userCodes(frame) }]]))).get(slot)),
        );
      return spoken;
    };
    const batch = model.open(2);
    const seeded = Sampling.parse({ seed: 3 });
    batch.restart(0, seeded);
    await batch.feedVoice(0, { codes: voice });
    await batch.feed(0, textFrames(config, []));
    const saved = await batch.save(0);
    const fed = await speak(batch, 0);
    batch.restart(1, seeded);
    await batch.restore(1, saved as NonNullable<typeof saved>);
    expect(await speak(batch, 1)).toEqual(fed);
    expect(saved?.state.bytes).toBeGreaterThan(0);
    await batch.discard(saved as NonNullable<typeof saved>);
    await batch.close();
  });

  it('speaks to a text that is chosen as to one that is given', async () => {
    const speak = async (tokensOf: (text: number) => object) => {
      const batch = model.open(1);
      batch.restart(0, Sampling.parse({ greedy: true }));
      const spoken: string[] = [];
      for (let frame = 0; frame < 30; frame++) {
        const given = { user: userCodes(frame), ...tokensOf((frame * 7) % 100) };
        spoken.push(said((await batch.step(new Map([[0, given]]))).get(0)));
      }
      await batch.close();
      return spoken;
    };
    const seen: number[] = [];
    const chosen = await speak((text) => ({
      chooseText: (drawn: number) => {
        seen.push(drawn);
        return text;
      },
    }));
    expect(chosen).toEqual(await speak((text) => ({ text })));
    expect(chosen).not.toEqual(await speak(() => ({})));
    expect(seen.every((drawn) => drawn >= 0 && drawn < config.text_card)).toBe(true);
  });

  it('refuses what comes after its end', async () => {
    const batch = model.open(1);
    batch.restart(0, Sampling.parse({}));
    const text = textFrames(config, Array<number>(200).fill(5));
    const feeding = expect(batch.feed(0, text)).rejects.toThrow('closed');
    const stepping = batch.step(new Map([[0, {}]]));
    await batch.close();
    await stepping;
    await feeding;
    await expect(batch.step(new Map([[0, {}]]))).rejects.toThrow('closed');
  });

  it('saves no prompt that is longer than its context', async () => {
    const batch = model.open(1);
    batch.restart(0, Sampling.parse({}));
    await batch.feed(0, textFrames(config, Array<number>(20).fill(5)));
    expect(await batch.save(0)).toBeUndefined();
    await batch.close();
  });
});

describe('sampling', () => {
  it('repeats itself with the same seed and not with another', async () => {
    const session = (seed: number): Session => ({
      sampling: Sampling.parse({ seed }),
      text: [],
      shift: 0,
    });
    const first = await alone(session(1), 20);
    expect(await alone(session(1), 20)).toEqual(first);
    expect(await alone(session(2), 20)).not.toEqual(first);
  });
});
