import type { Capture } from './capture.js';
import { rms } from './level.js';
import type { MicrophoneEvents, MicrophoneSource } from './microphone-source.js';

const MIME_TYPE = 'audio/webm;codecs=opus';
const CHUNK_MS = 60;
const BITRATE = 32_000;

/** A WebM stream from MediaRecorder, for browsers that cannot encode packet by packet. */
export class RecorderMicrophone implements MicrophoneSource {
  private recorder: MediaRecorder | undefined;

  static isSupported(): boolean {
    return 'MediaRecorder' in globalThis && MediaRecorder.isTypeSupported(MIME_TYPE);
  }

  constructor(
    private readonly capture: Capture,
    private readonly events: MicrophoneEvents,
  ) {
    capture.onBlock((block) => events.onLevel(rms(block)));
  }

  /** A new recorder each time: every connection needs the WebM header at its start. */
  start(send: (opus: Uint8Array) => void): void {
    this.pause();
    const recorder = new MediaRecorder(this.capture.stream, {
      mimeType: MIME_TYPE,
      audioBitsPerSecond: BITRATE,
    });
    const forward = inOrder((opus) => {
      if (this.recorder === recorder) send(opus);
    });
    recorder.ondataavailable = ({ data }) => forward(data);
    recorder.onerror = (event) => this.events.onFailed(event);
    recorder.start(CHUNK_MS);
    this.recorder = recorder;
  }

  pause(): void {
    const recorder = this.recorder;
    this.recorder = undefined;
    if (recorder && recorder.state !== 'inactive') recorder.stop();
  }

  close(): void {
    this.pause();
    this.capture.close();
  }
}

/** Reading a blob takes an unknown time, and WebM pieces must not overtake each other. */
function inOrder(send: (opus: Uint8Array) => void): (blob: Blob) => void {
  let previous = Promise.resolve();
  return (blob) => {
    const bytes = blob.arrayBuffer();
    previous = previous.then(async () => {
      const piece = new Uint8Array(await bytes);
      if (piece.length > 0) send(piece);
    });
  };
}
