import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FRAME_MS,
  SAMPLE_RATE_HZ,
  type FinalTranscript,
  type TranscriptEvent,
} from '@parley/protocol';
import { z } from 'zod';
import { PocketSphinxRecognizer } from '../engines/pocketsphinx/recognizer.js';
import { SpeechRecognitionSession } from '../session/speech-recognition-session.js';
import { concat, framesOf, quiet, samplesOf, withNoise } from './speech.js';
import { wordErrors, wordsOf } from './word-error.js';
import { SileroVad } from '../vad/silero-vad.js';

/**
 * Measures recognition on the bundled questions, each in a session of its own and at the pace of speech:
 * `node dist/testing/measure-recognizer.js [examples folder] [snr in dB]`.
 */
const Questions = z.array(
  z.object({ file: z.string(), text: z.string(), document: z.string().nullish() }),
);

const [examples = 'examples', snrDb] = process.argv.slice(2);
const onError = (error: unknown) => process.stderr.write(`${String(error)}\n`);
let gaveUp = 0;
const recognizer = await PocketSphinxRecognizer.create({
  modelDir: '/usr/share/pocketsphinx/model/en-us',
  onGaveUp: () => gaveUp++,
  onError,
});
await recognizer.learn(await documents(join(examples, 'documents')));
const vad = await SileroVad.load();
process.stdout.write(`${recognizer.detail}\n`);

const questions = Questions.parse(
  JSON.parse(await readFile(join(examples, 'questions/questions.json'), 'utf8')),
);
const rows = [];
const cpuBefore = process.cpuUsage();
let audioMs = 0;
for (const { file, text, document } of questions) {
  const wav = await readFile(join(examples, 'questions', file));
  const { final, onsetMs } = await recognize(samplesOf(wav, SAMPLE_RATE_HZ));
  const errors = wordErrors(wordsOf(text), wordsOf(final.text));
  rows.push({ final, onsetMs, errors, words: wordsOf(text).length, isKnown: Boolean(document) });
  const verdict = final.inDomain ? 'known  ' : 'unknown';
  process.stdout.write(`${verdict} ${errors} ${file}: ${final.text}\n`);
}
const { user, system } = process.cpuUsage(cpuBefore);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
for (const isKnown of [true, false]) {
  const group = rows.filter((row) => row.isKnown === isKnown);
  const wordError = sum(group.map((row) => row.errors)) / sum(group.map((row) => row.words));
  const right = group.filter((row) => row.final.inDomain === isKnown).length;
  process.stdout.write(
    `${isKnown ? 'in' : 'out of'} the documents: word error ${(100 * wordError).toFixed(1)} %, ` +
      `domain right ${right}/${group.length}\n`,
  );
}
report(
  'speech to speech-start',
  rows.map((row) => row.onsetMs),
);
report(
  'end of speech to end of turn',
  rows.map(({ final }) => final.turnEndedAt - final.speechEndedAt),
);
report(
  'end of turn to transcript',
  rows.map(({ final }) => final.recognizedAt - final.turnEndedAt),
);
process.stdout.write(
  `processor time over audio time ${((user + system) / 1_000 / audioMs).toFixed(3)}, given up ${gaveUp}\n`,
);
await recognizer.close();
await vad.close();

/** Plays a recording in real time. */
async function recognize(
  speech: Float32Array,
): Promise<{ final: FinalTranscript; onsetMs: number }> {
  const loud = snrDb ? withNoise(speech, Number(snrDb)) : speech;
  const before = quiet(480, SAMPLE_RATE_HZ);
  const frames = framesOf(concat(before, loud, quiet(960, SAMPLE_RATE_HZ)));
  let finished: (final: FinalTranscript) => void = () => undefined;
  const final = new Promise<FinalTranscript>((resolve) => (finished = resolve));
  let startedAt = 0;
  const publish = (event: TranscriptEvent) => {
    if (event.type === 'speech-start') startedAt ||= Date.now();
    if (event.type === 'final') finished(event);
  };
  const recognition = new SpeechRecognitionSession({
    silenceMs: 400,
    vad: vad.open(),
    recognizer: await recognizer.open(),
    publish,
    publishPreflight: () => undefined,
    onDrop: () => undefined,
    onStep: () => undefined,
    onError,
  });
  const began = Date.now();
  for (const [at, frame] of frames.entries()) {
    await sleep(began + (at + 1) * FRAME_MS - Date.now());
    recognition.frame(frame, Date.now());
  }
  audioMs += frames.length * FRAME_MS;
  const result = await final;
  await recognition.close();
  return { final: result, onsetMs: startedAt - began - firstSoundMs(speech) - 480 };
}

/** When the recording first rises above -40 dBFS. */
function firstSoundMs(speech: Float32Array): number {
  return (speech.findIndex((sample) => Math.abs(sample) > 0.01) * 1_000) / SAMPLE_RATE_HZ;
}

async function documents(folder: string) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => ({ title: /^# (.+)$/m.exec(text)?.[1] ?? '', text }));
}

function report(what: string, values: number[]): void {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  process.stdout.write(`${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms\n`);
}
