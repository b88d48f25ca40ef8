import { GraphBuilder, type Model, type Value } from '@parley/onnx';

export const SAMPLE_RATE_HZ = 16_000;
/** Eight seconds, what the model was trained on. */
export const WINDOW_SAMPLES = 8 * SAMPLE_RATE_HZ;
export const MELS = 80;
const FFT_SIZE = 400;
const HOP = 160;
const BINS = FFT_SIZE / 2 + 1;
export const FRAMES = WINDOW_SAMPLES / HOP;
const POWER_FLOOR = 1e-10;
const VARIANCE_FLOOR = 1e-7;

/**
 * Whisper's log-mel features as a graph: `audio` (1, 128000) to `features` (1, 80, 800). The audio is first brought to
 * mean 0 and variance 1. As `WhisperFeatureExtractor(chunk_length=8)` with `do_normalize` in Hugging Face's transformers.
 */
export function logMelModel(): Model {
  const graph = new GraphBuilder();
  const audio = graph.input('audio', 'f32', [1, WINDOW_SAMPLES]);
  const framed = fourier(graph, normalized(graph, audio));
  const power = graph.op('Mul', [framed, framed]);
  const mels = graph.op('MatMul', [melFilters(graph), power]);
  const log = graph.op('Div', [
    graph.op('Log', [graph.op('Max', [mels, graph.floats([POWER_FLOOR], [1])])]),
    graph.floats([Math.LN10], [1]),
  ]);
  const loudest = graph.op('ReduceMax', [log], { keepdims: 1 });
  const floor = graph.op('Sub', [loudest, graph.floats([8], [1])]);
  const bounded = graph.op('Max', [log, floor]);
  const four = graph.floats([4], [1]);
  const features = graph.op('Div', [graph.op('Add', [bounded, four]), four]);
  graph.output(features, 'features', 'f32', [1, MELS, FRAMES]);
  return graph.build();
}

function normalized(graph: GraphBuilder, audio: Value): Value {
  const axes = graph.integers([1]);
  const centred = graph.op('Sub', [audio, graph.op('ReduceMean', [audio, axes])]);
  const variance = graph.op('ReduceMean', [graph.op('Mul', [centred, centred]), axes]);
  const floored = graph.op('Add', [variance, graph.floats([VARIANCE_FLOOR], [1])]);
  return graph.op('Div', [centred, graph.op('Sqrt', [floored])]);
}

/** (1, samples) to (1, 402, 800): the real, then the imaginary parts of a windowed Fourier transform every 10 ms. */
function fourier(graph: GraphBuilder, audio: Value): Value {
  const pads = graph.integers([0, FFT_SIZE / 2, 0, FFT_SIZE / 2]);
  const padded = graph.op('Pad', [audio, pads], { mode: 'reflect' });
  const channels = graph.op('Unsqueeze', [padded, graph.integers([1])]);
  const kernels = graph.floats(fourierKernels(), [2 * BINS, 1, FFT_SIZE]);
  const frames = graph.op('Conv', [channels, kernels], { strides: [HOP] });
  // the last frame is half silence of the padding
  const [from, to, axis] = [0, FRAMES, 2].map((each) => graph.integers([each]));
  return graph.op('Slice', [frames, from, to, axis]);
}

function fourierKernels(): Float32Array {
  const kernels = new Float32Array(2 * BINS * FFT_SIZE);
  for (let bin = 0; bin < BINS; bin++)
    for (let n = 0; n < FFT_SIZE; n++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FFT_SIZE);
      const angle = (2 * Math.PI * bin * n) / FFT_SIZE;
      kernels[bin * FFT_SIZE + n] = hann * Math.cos(angle);
      kernels[(BINS + bin) * FFT_SIZE + n] = -hann * Math.sin(angle);
    }
  return kernels;
}

/** (80, 402): the filters twice, so that squared real and imaginary parts add up to the power. */
function melFilters(graph: GraphBuilder): Value {
  const filters = new Float32Array(MELS * 2 * BINS);
  const edges = Array.from({ length: MELS + 2 }, (_, at) =>
    hertzOf((melOf(SAMPLE_RATE_HZ / 2) * at) / (MELS + 1)),
  );
  for (let mel = 0; mel < MELS; mel++)
    for (let bin = 0; bin < BINS; bin++) {
      const weight = triangle(edges.slice(mel, mel + 3), (bin * SAMPLE_RATE_HZ) / FFT_SIZE);
      filters[mel * 2 * BINS + bin] = weight;
      filters[mel * 2 * BINS + BINS + bin] = weight;
    }
  return graph.floats(filters, [MELS, 2 * BINS]);
}

/** Slaney's: the area under each triangle is the same. */
function triangle([low = 0, centre = 0, high = 0]: readonly number[], hertz: number): number {
  const rising = (hertz - low) / (centre - low);
  const falling = (high - hertz) / (high - centre);
  return (Math.max(0, Math.min(rising, falling)) * 2) / (high - low);
}

/** Slaney's mel scale: linear up to 1 kHz, logarithmic above. */
const LINEAR_UP_TO_HZ = 1_000;
const MELS_AT_THAT = 15;
const LOG_STEP = Math.log(6.4) / 27;

function melOf(hertz: number): number {
  if (hertz < LINEAR_UP_TO_HZ) return (3 * hertz) / 200;
  return MELS_AT_THAT + Math.log(hertz / LINEAR_UP_TO_HZ) / LOG_STEP;
}

function hertzOf(mel: number): number {
  if (mel < MELS_AT_THAT) return (200 * mel) / 3;
  return LINEAR_UP_TO_HZ * Math.exp(LOG_STEP * (mel - MELS_AT_THAT));
}
