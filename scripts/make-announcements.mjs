/**
 * Speaks what the gateway itself says aloud into apps/gateway/src/session/announcement-sounds.ts, with Flite.
 *
 *   node scripts/make-announcements.mjs
 */
import { Encoder } from '@evan/opus';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SENTENCES = {
  oneMoment: 'One moment, please.',
  stillThere: 'I have not heard you for a while. If you say nothing, this conversation ends now.',
};
const SAMPLE_RATE_HZ = 16_000;
const PACKET_SAMPLES = SAMPLE_RATE_HZ / 50;
const BITRATE = 16_000;
/** Of the services that read packets: before each stands its length, a little-endian u16. */
const LENGTH_BYTES = 2;

const target = fileURLToPath(
  new URL('../apps/gateway/src/session/announcement-sounds.ts', import.meta.url),
);

function speak(text) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-announcements-'));
  try {
    const path = join(folder, 'speech.wav');
    execFileSync('flite', ['-voice', 'slt', '-t', text, '-o', path]);
    const bytes = readFileSync(path);
    return bytes.subarray(bytes.indexOf('data') + 8);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function packetsOf(pcm) {
  const encoder = new Encoder({ sample_rate: SAMPLE_RATE_HZ, channels: 1, application: 'voip' });
  encoder.bitrate = BITRATE;
  const packetBytes = 2 * PACKET_SAMPLES;
  const whole = Buffer.concat([pcm, Buffer.alloc(packetBytes - (pcm.length % packetBytes))]);
  const packets = [];
  for (let at = 0; at < whole.length; at += packetBytes)
    packets.push(Buffer.from(encoder.encode(whole.subarray(at, at + packetBytes))));
  return packets;
}

function framed(packets) {
  return Buffer.concat(
    packets.flatMap((packet) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16LE(packet.length);
      return [length, packet];
    }),
  );
}

const rows = Object.entries(SENTENCES).map(([name, text]) => {
  const base64 = framed(packetsOf(speak(text))).toString('base64');
  return `  ${name}: {\n    text: ${JSON.stringify(text).replaceAll('"', "'")},\n    opus: '${base64}',\n  },`;
});
writeFileSync(
  target,
  `/** Made by scripts/make-announcements.mjs: Opus packets of 20 ms, framed as on the bus, in base64. */\nexport const ANNOUNCEMENTS = {\n${rows.join('\n')}\n} as const;\n`,
);
