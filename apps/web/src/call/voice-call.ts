import { Metadata, type Frame } from '@parley/protocol';
import type { MicrophoneEvents, MicrophoneSource } from '../audio/microphone-source.js';
import type { PlaybackReport } from '../audio/playback-messages.js';
import type { SpeakerEvents, SpeakerSink } from '../audio/speaker.js';
import type { ConversationAction } from '../conversation/conversation.js';
import { ChatSocket } from './chat-socket.js';
import { problemOfEnd, problemOfError } from './end-of-call.js';
import { CallProblem } from './problem.js';
import { emptyStats, type ParleyStats } from './stats.js';

/** What a call needs of the browser. */
export interface CallPorts {
  openMicrophone(events: MicrophoneEvents): Promise<MicrophoneSource>;
  openSpeaker(events: SpeakerEvents): Promise<SpeakerSink>;
}

/** One conversation from the press of the button to its end: microphone, connection and loudspeaker. */
export class VoiceCall {
  private speaker: SpeakerSink | undefined;
  private microphone: MicrophoneSource | undefined;
  private socket: ChatSocket | undefined;
  private resumeToken: string | undefined;
  private ended = false;

  /** Call it from a click or key press: browsers let only then a page be heard. */
  constructor(
    private readonly ports: CallPorts,
    private readonly urlFor: (resumeToken: string | undefined) => string,
    private readonly stats: ParleyStats,
    private readonly dispatch: (action: ConversationAction) => void,
  ) {
    Object.assign(stats, emptyStats());
  }

  async start(): Promise<void> {
    this.dispatch({ type: 'started' });
    try {
      await this.openDevices();
    } catch (error) {
      this.end(problemOfError(error));
    }
    // Also when it was stopped while the devices were opening: what came open since is closed again.
    if (this.ended) return this.release();
    this.dispatch({ type: 'connecting' });
    window.addEventListener('online', this.onOnline);
    this.socket = this.openSocket();
    this.socket.connect();
  }

  stop(): void {
    this.end();
  }

  /** Call it from a click or key press. */
  async unblockSound(): Promise<void> {
    await this.speaker?.unblock();
  }

  private async openDevices(): Promise<void> {
    this.speaker = await this.ports.openSpeaker({
      onReport: (report) => this.measure(report),
      onBlocked: (blocked) => this.onSoundBlocked(blocked),
    });
    this.microphone = await this.ports.openMicrophone({
      onLevel: (level) => (this.stats.microphoneLevel = level),
      onLost: () => this.end(new CallProblem('microphone-lost')),
      onFailed: (cause) => this.end(problemOfError(cause)),
    });
  }

  private openSocket(): ChatSocket {
    return new ChatSocket(() => this.urlFor(this.resumeToken), {
      onFrame: (frame) => this.receive(frame),
      onLost: () => this.onLost(),
      onEnd: (end) => this.end(problemOfEnd(end)),
    });
  }

  private receive(frame: Frame): void {
    switch (frame.kind) {
      case 'handshake':
        return this.onHandshake();
      case 'audio':
        this.stats.packetsReceived += 1;
        return this.speaker?.play(frame.bytes);
      case 'metadata':
        return this.receiveMetadata(frame.json);
      case 'error':
        return this.dispatch({ type: 'noticed', notice: frame.message });
    }
  }

  private onHandshake(): void {
    this.dispatch({ type: 'connected' });
    this.microphone?.start((opus) => this.sendAudio(opus));
  }

  private sendAudio(opus: Uint8Array): void {
    if (this.socket?.sendAudio(opus)) this.stats.packetsSent += 1;
    else this.stats.packetsUnsent += 1;
  }

  private receiveMetadata(json: unknown): void {
    const { data: metadata } = Metadata.safeParse(json);
    if (!metadata) return;
    if (metadata.type === 'session') this.resumeToken = metadata.resumeToken;
    if (metadata.type === 'interrupted') this.silence();
    this.dispatch({ type: 'received', metadata });
  }

  private silence(): void {
    this.stats.interruptions += 1;
    this.speaker?.flush();
  }

  private onLost(): void {
    this.stats.reconnections += 1;
    this.microphone?.pause();
    this.dispatch({ type: 'lost' });
  }

  private onSoundBlocked(blocked: boolean): void {
    if (blocked)
      this.dispatch({ type: 'sound-blocked', problem: new CallProblem('sound-blocked') });
    else this.dispatch({ type: 'sound-allowed' });
  }

  private readonly onOnline = (): void => this.socket?.retryNow();

  private measure(report: PlaybackReport): void {
    const { stats } = this;
    stats.outputLevel = report.level;
    stats.peakOutputLevel = Math.max(stats.peakOutputLevel, report.level);
    stats.playedSamples = report.playedSamples;
    stats.playedSamplesRms = report.playedRms;
    stats.bufferedMs = report.bufferedMs;
    stats.droppedMs = report.droppedMs;
    stats.underruns = report.underruns;
  }

  private end(problem?: CallProblem): void {
    if (this.ended) return;
    this.ended = true;
    this.release();
    this.dispatch(problem ? { type: 'stopped', problem } : { type: 'stopped' });
  }

  /** Closes what is open, in reverse order. */
  private release(): void {
    window.removeEventListener('online', this.onOnline);
    this.socket?.close();
    this.microphone?.close();
    this.speaker?.close();
    this.socket = this.microphone = this.speaker = undefined;
    this.stats.microphoneLevel = 0;
    this.stats.outputLevel = 0;
  }
}
