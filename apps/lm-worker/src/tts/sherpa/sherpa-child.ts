import { availableParallelism } from 'node:os';
import sherpa from 'sherpa-onnx-node';
import { floatToInt16 } from '@parley/audio';
import { serveTts } from '../serve-tts.js';
import type { VoiceModel } from './voice-folder.js';

/** A clause is short: more threads than these wait for each other. */
const MOST_THREADS = 4;

serveTts(() => {
  const { files, speakers } = JSON.parse(process.argv[2] ?? '') as VoiceModel;
  const numThreads = Math.min(MOST_THREADS, availableParallelism());
  const model = { ...files, numThreads, provider: 'cpu', debug: false };
  const voice = new sherpa.OfflineTts({ model, maxNumSentences: 1 });
  return {
    synthesize: ({ voice: speaker, text, rate = 1 }) => {
      const { samples } = voice.generate({ text, sid: speakers.indexOf(speaker), speed: rate });
      return { samples: floatToInt16(samples) };
    },
  };
});
