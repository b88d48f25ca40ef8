import { CallProblem, type ProblemCode } from '../call/problem.js';
import { openCapture } from './capture.js';
import type { MicrophoneEvents, MicrophoneSource } from './microphone-source.js';
import { RecorderMicrophone } from './recorder-microphone.js';
import { WebCodecsMicrophone } from './webcodecs-microphone.js';

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
