import { OggOpusWriter } from '@parley/audio';
import { expect, it } from 'vitest';
import { GatewayMetrics } from '../metrics.js';
import { opusPacket } from '../testing/test-client.js';
import { ClientAudio } from './client-audio.js';

it('keeps the newest half second of what came early, with the times at which it came', async () => {
  const metrics = new GatewayMetrics();
  const audio = new ClientAudio(metrics);
  const writer = new OggOpusWriter();
  audio.push(writer.headers(), 0);
  for (let i = 1; i <= 40; i++) audio.push(writer.page([opusPacket(i)]), i * 20);
  const transcriptEvent: number[][] = [];
  audio.connect((packet, arrivedAt) => transcriptEvent.push([packet[1] as number, arrivedAt]));
  expect(transcriptEvent).toHaveLength(25);
  expect(transcriptEvent[0]).toEqual([16, 320]);
  expect(transcriptEvent.at(-1)).toEqual([40, 800]);
  const { values } = await metrics.packetsDropped.get();
  expect(values).toMatchObject([{ labels: { direction: 'in' }, value: 15 }]);
});
