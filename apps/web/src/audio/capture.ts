import { PACKET_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import { loadWorklet } from './load-worklet.js';
import captureWorkletUrl from './capture.worklet.ts?worker&url';

/** A microphone's signal in blocks of 20 ms. */
export interface Capture {
  readonly stream: MediaStream;
  readonly sampleRateHz: number;
  onBlock(listener: (samples: Float32Array<ArrayBuffer>) => void): void;
  /** Ends the stream too. */
  close(): void;
}

/** @throws CallProblem when the worklet cannot be fetched; the stream is then left as it is. */
export async function openCapture(stream: MediaStream): Promise<Capture> {
  const { context, source } = connectContext(stream);
  try {
    await loadWorklet(context, captureWorkletUrl);
  } catch (error) {
    await context.close();
    throw error;
  }
  // Some browsers start a context asleep when it was made a moment after the click.
  void context.resume();
  return captureThrough(context, source);
}

function captureThrough(context: AudioContext, source: MediaStreamAudioSourceNode): Capture {
  const node = new AudioWorkletNode(context, 'capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions: { blockSamples: Math.round((context.sampleRate * PACKET_MS) / 1000) },
  });
  source.connect(node);
  const stream = source.mediaStream;
  return {
    stream,
    sampleRateHz: context.sampleRate,
    onBlock: (listener) => {
      node.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => listener(data);
    },
    close: () => {
      node.port.onmessage = null;
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}

/** Firefox takes a microphone only into a context of the device's own rate. */
function connectContext(stream: MediaStream) {
  const houseRate = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
  try {
    return { context: houseRate, source: houseRate.createMediaStreamSource(stream) };
  } catch {
    void houseRate.close();
    const context = new AudioContext();
    return { context, source: context.createMediaStreamSource(stream) };
  }
}
