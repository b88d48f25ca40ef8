import { randomBytes } from 'node:crypto';
import type { AudioStamp, AudioSubject, Listener } from '@parley/bus';
import { FRAME_SAMPLES, packetsFromBytes, packetsToBytes, pcmFromBytes } from '@parley/protocol';
import { CodecMetrics } from '../metrics.js';
import { OutboundAudio } from '../outbound/outbound-audio.js';
import { CodecSession, type AudioBus } from './codec-session.js';
import { PCM } from './session-codec.js';

/** After so much sound V8 has compiled the way of a frame; it takes a fraction of a second. */
const SESSIONS = 8;
const FRAMES_EACH = 50;
const SESSION_ID = 'warm-up';

/**
 * Takes noise through sessions of nobody, in which the engine says what it hears, before the worker is ready: the part of
 * the way that the warm-up on the bus leaves out. Resolves to the number of packets that came back.
 */
export async function warmUpSessions(bitrate: number): Promise<number> {
  let back = 0;
  for (let session = 0; session < SESSIONS; session++) back += await warmUpSession(bitrate);
  return back;
}

async function warmUpSession(bitrate: number): Promise<number> {
  const bus = new LoopBus();
  const metrics = new CodecMetrics();
  const inbound = new OutboundAudio(bitrate, metrics);
  const session = new CodecSession({
    bus,
    sessionId: SESSION_ID,
    codec: PCM,
    bitrate,
    metrics,
    onBroken: (error) => {
      throw error;
    },
  });
  for (let frame = 0; frame < FRAMES_EACH; frame++) {
    const packets = inbound.encode(pcmFromBytes(randomBytes(2 * FRAME_SAMPLES)));
    const stamp = { sequence: frame * packets.length, arrivedAt: Date.now() };
    bus.publishAudio('opusIn', SESSION_ID, packetsToBytes(packets), stamp);
    session.tick();
  }
  await session.close();
  return bus.packetsBack;
}

type Handle = (bytes: Uint8Array, stamp: AudioStamp) => void;

/** Hands on at once; what the engine is to hear becomes what it says. */
class LoopBus implements AudioBus {
  packetsBack = 0;
  private readonly handlers = new Map<AudioSubject, Handle>();

  subscribeAudio(name: AudioSubject, _: string, handle: Handle): Listener {
    this.handlers.set(name, handle);
    return { close: async () => void this.handlers.delete(name) };
  }

  publishAudio(name: AudioSubject, _: string, bytes: Uint8Array, stamp: AudioStamp): void {
    if (name === 'opusOut') this.packetsBack += packetsFromBytes(bytes).length;
    else this.handlers.get(name === 'pcmIn' ? 'pcmOut' : name)?.(bytes, stamp);
  }
}
