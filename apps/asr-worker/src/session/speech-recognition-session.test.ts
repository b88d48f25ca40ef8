import { floatToInt16 } from '@parley/audio';
import {
  FRAME_MS,
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  type Preflight,
  type TranscriptEvent,
} from '@parley/protocol';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PocketSphinxRecognizer } from '../engines/pocketsphinx/recognizer.js';
import type { RecognizerStream } from '../stt/recognizer.js';
import { DOCUMENTS } from '../testing/documents.js';
import { concat, framesOf, quiet, say } from '../testing/speech.js';
import type { TurnModel } from '../endpointing/turn-model.js';
import { SileroVad } from '../vad/silero-vad.js';
import { SpeechRecognitionSession } from './speech-recognition-session.js';

const QUIET_MS = 800;
/** Arrival of the first frame, by a clock of the test's own. */
const EPOCH = 1_800_000_000_000;

let vad: SileroVad;
let recognizer: PocketSphinxRecognizer;
const onError = (error: unknown) => {
  throw error;
};
beforeAll(async () => {
  vad = await SileroVad.load();
  recognizer = await PocketSphinxRecognizer.create({
    modelDir: '/usr/share/pocketsphinx/model/en-us',
    onGaveUp: () => undefined,
    onError,
  });
  await recognizer.learn(DOCUMENTS);
});
afterAll(async () => {
  await recognizer?.close();
  await vad?.close();
});

/** Knows the words in no time, so that only the turn model counts. */
const AT_ONCE: RecognizerStream = {
  accept: () => undefined,
  partial: () => '',
  preflight: () => Promise.resolve(undefined),
  finish: () => Promise.resolve({ text: 'my printer is not working', inDomain: true }),
  reset: () => undefined,
  close: () => Promise.resolve(),
};

/** @param turnModel what it says, if there is one */
async function openSession(turnModel?: TurnModel, scripted: RecognizerStream = AT_ONCE) {
  const heard: { event: TranscriptEvent; frame: number }[] = [];
  const foretold: Preflight[] = [];
  const dropped = vi.fn();
  let frame = 0;
  const recognition = new SpeechRecognitionSession({
    silenceMs: 400,
    turnModel,
    vad: vad.open(),
    recognizer: turnModel ? scripted : await recognizer.open(),
    publish: (event) => heard.push({ event, frame }),
    publishPreflight: (preflight) => foretold.push(preflight),
    onDrop: dropped,
    onStep: () => undefined,
    onError,
  });
  /** Frames one by one, each when the one before has been heard. */
  const play = async (samples24k: Float32Array) => {
    for (const pcm of framesOf(samples24k)) {
      frame++;
      recognition.frame(pcm, EPOCH + frame * FRAME_MS);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { recognition, heard, foretold, play, dropped };
}

const calm = () => quiet(QUIET_MS, SAMPLE_RATE_HZ);

it('says that somebody speaks within two frames, and when that began and ended', async () => {
  const { recognition, heard, play } = await openSession();
  const speech = await say('My printer is not working.', { sampleRateHz: SAMPLE_RATE_HZ });
  await play(concat(calm(), speech, calm()));
  await vi.waitFor(() => expect(heard.at(-1)?.event.type).toBe('final'), 10_000);

  const loudFrom = speech.findIndex((sample) => Math.abs(sample) > 0.03);
  const beganMs = QUIET_MS + (loudFrom * 1_000) / SAMPLE_RATE_HZ;
  const start = heard[0];
  expect(start?.event).toMatchObject({ type: 'speech-start', turn: 1 });
  expect((start?.frame ?? Infinity) * FRAME_MS - beganMs).toBeLessThan(3 * FRAME_MS);
  const final = heard.at(-1)?.event;
  if (final?.type !== 'final') throw new Error('no final');
  const endedMs = QUIET_MS + (speech.length * 1_000) / SAMPLE_RATE_HZ;
  expect(Math.abs(final.speechEndedAt - EPOCH - endedMs)).toBeLessThan(400);
  expect(final.turnEndedAt - final.speechEndedAt).toBe(416);
  await recognition.close();
});

it('ends a cough with an empty transcript', async () => {
  const { recognition, heard, play } = await openSession();
  const vowel = (await say('Are')).length;
  const short = (await say('Are', { sampleRateHz: SAMPLE_RATE_HZ })).slice(0, vowel / 4);
  await play(concat(calm(), short, calm()));
  const finals = heard.filter(({ event }) => event.type === 'final');
  for (const { event } of finals) expect(event).toMatchObject({ text: '' });
  await recognition.close();
});

it('drops the oldest frames when more wait than it may keep, and counts them', async () => {
  const { recognition, dropped } = await openSession();
  const frame = floatToInt16(new Float32Array(FRAME_SAMPLES));
  for (let at = 0; at < 60; at++) recognition.frame(frame, EPOCH + at);
  expect(dropped.mock.calls.length).toBeGreaterThan(30);
  await recognition.close();
});

it('says nothing after it was closed', async () => {
  const { recognition, heard, play } = await openSession();
  const speech = await say('My printer is not working.', { sampleRateHz: SAMPLE_RATE_HZ });
  await play(concat(calm(), speech));
  await recognition.close();
  const said = heard.length;
  await play(calm());
  expect(heard).toHaveLength(said);
});

/** A turn model that always says the same. */
const always = (completeness: number): TurnModel => ({
  detail: 'scripted',
  completeness: () => Promise.resolve(completeness),
  close: () => Promise.resolve(),
});

it.each([
  ['soon after the last word when the turn model is sure that the user is done', 0.95, 192, 320],
  ['late when it is sure that more will come', 0.01, 1_500, 1_600],
])('ends a turn %s', async (_, completeness, fromMs, toMs) => {
  const { recognition, heard, play } = await openSession(always(completeness));
  const speech = await say('My printer is not working.', { sampleRateHz: SAMPLE_RATE_HZ });
  await play(concat(calm(), speech, calm(), calm(), calm()));
  await vi.waitFor(() => expect(heard.at(-1)?.event.type).toBe('final'), 10_000);
  const final = heard.at(-1)?.event;
  if (final?.type !== 'final') throw new Error('no final');
  const silenceMs = final.turnEndedAt - final.speechEndedAt;
  expect(silenceMs).toBeGreaterThanOrEqual(fromMs);
  expect(silenceMs).toBeLessThanOrEqual(toMs);
  await recognition.close();
});

it('foretells the final transcript at a pause, and takes it back when speech goes on', async () => {
  const text = 'my printer is not working';
  const transcript = { text, inDomain: true };
  const recognizer = { ...AT_ONCE, preflight: async () => ({ text, transcript }) };
  const { recognition, heard, foretold, play } = await openSession(always(0.01), recognizer);
  const speech = await say('My printer is not working.', { sampleRateHz: SAMPLE_RATE_HZ });
  const pause = quiet(300, SAMPLE_RATE_HZ);
  await play(concat(calm(), speech, pause, speech, calm(), calm(), calm()));
  await vi.waitFor(() => expect(heard.at(-1)?.event.type).toBe('final'), 10_000);
  const told = { turn: 1, heard: transcript };
  expect(foretold).toEqual([told, { turn: 1 }, told]);
  expect(heard.at(-1)?.event).toMatchObject(transcript);
  await recognition.close();
});
