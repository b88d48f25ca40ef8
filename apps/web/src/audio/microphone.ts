import { CallProblem, type ProblemCode } from '../call/problem.js';
import { openCapture } from './capture.js';
import { RecorderMicrophone } from './recorder-microphone.js';
import { WebCodecsMicrophone } from './webcodecs-microphone.js';

/** A running microphone whose sound comes as Opus, in messages ready to be sent. */
export interface MicrophoneSource {
  /** Begins a new Opus stream; called again after each new connection. */
  start(send: (opus: Uint8Array) => void): void;
  /** Goes on measuring the level and sends nothing. */
  pause(): void;
  close(): void;
}

export interface MicrophoneEvents {
  /** RMS of the last 20 ms. */
  onLevel(level: number): void;
  /** It was unplugged, or its permission was withdrawn. */
  onLost(): void;
  /** The encoder gave up. */
  onFailed(cause: unknown): void;
}

const CONSTRAINTS: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
};

/** @throws CallProblem when there is no usable microphone or no way to make Opus of it. */
export async function openMicrophone(events: MicrophoneEvents): Promise<MicrophoneSource> {
  const stream = await openStream();
  stream.getAudioTracks()[0]?.addEventListener('ended', () => events.onLost());
  try {
    return await encodedSource(stream, events);
  } catch (error) {
    stopTracks(stream);
    throw error;
  }
}

async function encodedSource(
  stream: MediaStream,
  events: MicrophoneEvents,
): Promise<MicrophoneSource> {
  const capture = await openCapture(stream);
  if (await WebCodecsMicrophone.isSupported(capture.sampleRateHz))
    return new WebCodecsMicrophone(capture, events);
  if (RecorderMicrophone.isSupported()) return new RecorderMicrophone(capture, events);
  capture.close();
  throw new CallProblem('no-opus');
}

async function openStream(): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new CallProblem('no-microphone');
  try {
    return await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
  } catch (error) {
    throw new CallProblem(codeOf(error), undefined, error);
  }
}

function codeOf(error: unknown): ProblemCode {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'microphone-refused';
  return name === 'NotReadableError' ? 'microphone-busy' : 'no-microphone';
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
