import koffi, { type LibraryHandle } from 'koffi';
import { promisify } from 'node:util';
import { PocketSphinxMissing } from './errors.js';

/** Address of a native object. */
export type Pointer = bigint;

export interface Hypothesis {
  /** Dictionary words joined by blanks; empty when nothing was recognised. */
  text: string;
  /** Log score of the best path; comparable only over the same audio. */
  score: number;
}

/** Cepstral mean of a speaker at a microphone. */
export type Channel = Float32Array;

const CEPSTRA = 13;

/**
 * The calls of `libpocketsphinx` that we use. A decoder is not thread-safe: never two calls on one
 * decoder at a time. Promises run on threads of koffi's, so the event loop goes on.
 */
export interface PocketSphinxLibrary {
  /** @returns undefined when the files of the model do not fit. */
  createDecoder(args: readonly string[]): Promise<Pointer | undefined>;
  freeDecoder(decoder: Pointer): Promise<void>;
  /** Forgets the background noise of the stream before. */
  startStream(decoder: Pointer): void;
  startUtterance(decoder: Pointer): void;
  process(decoder: Pointer, pcm16k: Int16Array): Promise<void>;
  /**
   * Takes a whole utterance, whose features are then normalised by its own mean. Only on a decoder that
   * was never given audio bit by bit: `libsphinxbase` then stays with the running mean for good.
   */
  processWhole(decoder: Pointer, pcm16k: Int16Array): Promise<void>;
  endUtterance(decoder: Pointer): Promise<void>;
  /** Cheap within an utterance; after its end it may search the lattice, so it runs on a thread. */
  finalHypothesis(decoder: Pointer): Promise<Hypothesis>;
  partialHypothesis(decoder: Pointer): Hypothesis;
  /** The cepstral mean that the next utterance will be normalised by: what is known of voice and microphone. */
  channel(decoder: Pointer): Channel;
  setChannel(decoder: Pointer, channel: Channel): void;
}

let loaded: PocketSphinxLibrary | undefined;

/** @throws PocketSphinxMissing when the system has no such library. */
export function loadPocketSphinx(): PocketSphinxLibrary {
  loaded ??= bind(open('libsphinxbase.so.3'), open('libpocketsphinx.so.3'));
  return loaded;
}

function open(name: string): LibraryHandle {
  try {
    return koffi.load(name);
  } catch (cause) {
    throw new PocketSphinxMissing(`The library ${name}`, cause);
  }
}

function bind(base: LibraryHandle, sphinx: LibraryHandle): PocketSphinxLibrary {
  const definitions: unknown = sphinx.func('const void *ps_args(void)')();
  const calls = { ...bindBase(base), ...bindSphinx(sphinx) };
  const returnMemory = bindReturnMemory();
  calls.silence(null);
  const hypothesis = (decoder: Pointer): Hypothesis => {
    const score = [0];
    return hypothesisOf(calls.hypothesis(decoder, score), score);
  };
  return {
    createDecoder: async (args) => {
      const argv = ['pocketsphinx', ...args];
      const config = calls.parseArguments(null, definitions, argv.length, argv, 1);
      if (!config) return undefined;
      const decoder = await calls.init(config);
      calls.freeArguments(config);
      return decoder ?? undefined;
    },
    freeDecoder: async (decoder) => {
      await calls.free(decoder);
      await returnMemory();
    },
    startStream: (decoder) => void calls.startStream(decoder),
    startUtterance: (decoder) => void calls.startUtterance(decoder),
    process: async (decoder, pcm) => void (await calls.process(decoder, pcm, pcm.length, 0, 0)),
    processWhole: async (decoder, pcm) =>
      void (await calls.process(decoder, pcm, pcm.length, 0, 1)),
    endUtterance: async (decoder) => void (await calls.endUtterance(decoder)),
    partialHypothesis: hypothesis,
    finalHypothesis: async (decoder) => {
      const score = [0];
      return hypothesisOf(await calls.hypothesisOnThread(decoder, score), score);
    },
    channel: (decoder) => {
      const mean = new Float32Array(CEPSTRA);
      calls.getCepstralMean(normaliserOf(calls.features(decoder)), mean);
      return mean;
    },
    setChannel: (decoder, mean) =>
      calls.setCepstralMean(normaliserOf(calls.features(decoder)), mean),
  };
}

function bindBase(base: LibraryHandle) {
  return {
    silence: base.func('void err_set_logfp(void *stream)'),
    parseArguments: base.func(
      'void *cmd_ln_parse_r(void *inout, const void *definitions, int32_t argc, const char **argv, int32_t strict)',
    ),
    freeArguments: base.func('int cmd_ln_free_r(void *config)'),
    getCepstralMean: base.func('void cmn_live_get(void *cmn, _Out_ float *mean)'),
    setCepstralMean: base.func('void cmn_live_set(void *cmn, const float *mean)'),
  };
}

function bindSphinx(sphinx: LibraryHandle) {
  const hypothesis = sphinx.func('const char *ps_get_hyp(void *ps, _Out_ int32_t *score)');
  const init = sphinx.func('void *ps_init(void *config)');
  const process = sphinx.func(
    'int ps_process_raw(void *ps, const int16_t *pcm, size_t samples, int no_search, int full_utt)',
  );
  const endUtterance = sphinx.func('int ps_end_utt(void *ps)');
  return {
    hypothesis,
    hypothesisOnThread: promisify<Pointer, number[], string | null>(hypothesis.async),
    init: promisify<unknown, Pointer | null>(init.async),
    process: promisify<Pointer, Int16Array, number, number, number, number>(process.async),
    endUtterance: promisify<Pointer, number>(endUtterance.async),
    startStream: sphinx.func('int ps_start_stream(void *ps)'),
    startUtterance: sphinx.func('int ps_start_utt(void *ps)'),
    free: promisify<Pointer, number>(sphinx.func('int ps_free(void *ps)').async),
    features: sphinx.func('void *ps_get_feat(void *ps)'),
  };
}

/** glibc keeps what decoders on several threads have freed; unasked it returns little of their 100 MB. */
function bindReturnMemory(): () => Promise<unknown> {
  try {
    const trim = koffi.load('libc.so.6').func('int malloc_trim(size_t pad)');
    return () => promisify<number, number>(trim.async)(0);
  } catch {
    return async () => undefined; // another C library, which has its own ways
  }
}

function hypothesisOf(text: string | null, [score = 0]: number[]): Hypothesis {
  return { text: text ?? '', score };
}

/** The public head of `feat_t` (sphinxbase/feat.h) down to its cepstral mean normaliser. */
const FEAT = koffi.struct({
  refcount: 'int',
  name: 'void *',
  cepsize: 'int32_t',
  streams: 'int32_t',
  streamLengths: 'void *',
  windowSize: 'int32_t',
  subvectorCount: 'int32_t',
  subvectorLengths: 'void *',
  subvectors: 'void *',
  subvectorBuffer: 'void *',
  subvectorDimension: 'int32_t',
  cmnType: 'int',
  varnorm: 'int32_t',
  agcType: 'int',
  compute: 'void *',
  cmn: 'void *',
});

function normaliserOf(features: Pointer): Pointer {
  return (koffi.decode(features, FEAT) as { cmn: Pointer }).cmn;
}
