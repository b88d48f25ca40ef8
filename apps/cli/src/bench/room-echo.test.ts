import { expect, it } from 'vitest';
import { RoomEcho } from './room-echo.js';

it('brings the reply back later and more quietly, over what is said meanwhile', () => {
  const echo = new RoomEcho({ delayMs: 10, gainDb: -20 });
  echo.play(new Int16Array(240).fill(1_000), 5_000);
  const frame = new Int16Array(480).fill(7);
  echo.addTo(frame, 5_000);
  expect([frame[0], frame[239], frame[240], frame[479]]).toEqual([7, 7, 107, 107]);
  const next = new Int16Array(240);
  echo.addTo(next, 5_020);
  expect([...next]).toEqual(new Array(240).fill(0));
});
