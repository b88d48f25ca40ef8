import koffi, { type LibraryHandle } from 'koffi';
import { FLITE_VOICES } from './flite-voices.js';
import type { NativeTts } from '../serve-tts.js';
import type { Speech, SpeechRequest } from '../synthesizer.js';

type Pointer = object;
type Model = Pointer;
type Utterance = Pointer;
type Item = Pointer;

interface Wave {
  num_samples: number;
  samples: Pointer;
}

/** From the first phone of a token's first word back to the end of the phone before it. */
const TOKEN_START = 'daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end';

/** Flite keeps the name of a feature where it is, so it must stay. */
const STRETCH = Buffer.from('duration_stretch\0');

/** libflite 2 through its C API. Calls block; it belongs in a process of its own. */
export class FliteLibrary implements NativeTts {
  private readonly api = loadApi();
  /** koffi unloads a library once its handle is garbage, and a voice is data inside of one. */
  private readonly libraries: ReadonlyMap<string, LibraryHandle>;
  private readonly voices: ReadonlyMap<string, Model>;

  /** @throws when the library or one of its voices is not installed. */
  constructor() {
    this.api.init();
    this.libraries = new Map(FLITE_VOICES.map(({ name }) => [name, loadVoice(name)]));
    this.voices = new Map(
      [...this.libraries].map(([name, library]) => [name, register(name, library)]),
    );
  }

  synthesize({ voice, text, rate = 1 }: SpeechRequest): Speech {
    const model = this.voices.get(voice);
    if (!model) throw new Error(`Flite has no voice ${voice}.`);
    this.setRate(model, rate);
    const utterance = this.api.synthesize(text, model);
    try {
      return { samples: this.sound(utterance), wordStartsSeconds: this.tokenStarts(utterance) };
    } finally {
      this.api.free(utterance);
    }
  }

  private setRate(model: Model, rate: number): void {
    const { features } = koffi.decode(model, this.api.voiceType) as { features: Pointer };
    this.api.setNumber(features, STRETCH, 1 / rate);
  }

  private sound(utterance: Utterance): Int16Array {
    const wave = koffi.decode(this.api.wave(utterance), this.api.waveType) as Wave;
    const bytes = koffi.view(wave.samples, wave.num_samples * 2);
    return new Int16Array(bytes).slice();
  }

  private tokenStarts(utterance: Utterance): number[] {
    const starts: number[] = [];
    let token = this.api.head(this.api.relation(utterance, 'Token'));
    for (; token; token = this.api.next(token)) starts.push(this.api.number(token, TOKEN_START));
    return starts;
  }
}

function loadApi() {
  const library = koffi.load('libflite.so.1');
  const waveType = koffi.struct({
    type: 'void *',
    sample_rate: 'int',
    num_samples: 'int',
    num_channels: 'int',
    samples: 'void *',
  });
  const voiceType = koffi.struct({ name: 'const char *', features: 'void *' });
  return {
    library,
    waveType,
    voiceType,
    init: library.func('int flite_init()') as () => number,
    synthesize: library.func('void *flite_synth_text(const char *, void *)') as (
      text: string,
      model: Model,
    ) => Utterance,
    wave: library.func('void *utt_wave(void *)') as (utterance: Utterance) => Pointer,
    free: library.func('void delete_utterance(void *)') as (utterance: Utterance) => void,
    relation: library.func('void *utt_relation(void *, const char *)') as (
      utterance: Utterance,
      name: string,
    ) => Pointer,
    head: library.func('void *relation_head(void *)') as (relation: Pointer) => Item | null,
    next: library.func('void *item_next(void *)') as (item: Item) => Item | null,
    setNumber: library.func('void flite_feat_set_float(void *, void *, float)') as (
      features: Pointer,
      name: Buffer,
      value: number,
    ) => void,
    number: library.func('float ffeature_float(void *, const char *)') as (
      item: Item,
      path: string,
    ) => number,
  };
}

function loadVoice(name: string): LibraryHandle {
  return koffi.load(`libflite_cmu_us_${name}.so.1`);
}

function register(name: string, library: LibraryHandle): Model {
  const call = library.func(`void *register_cmu_us_${name}(const char *)`) as (
    folder: null,
  ) => Model;
  return call(null);
}
