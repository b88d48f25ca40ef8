import { describe, expect, it } from 'vitest';
import { BacklogLimiter, MAX_AHEAD_MS, MAX_WAITING_FRAMES } from './backlog-limiter.js';

const FRAME_MS = 80;
const BOUND = Math.floor(MAX_AHEAD_MS / FRAME_MS);

function burst(backlog: BacklogLimiter<number>, count: number, nowMs = 0) {
  const pushed = Array.from({ length: count }, (_, i) => backlog.push(i, nowMs));
  return {
    passed: pushed.flatMap(({ passed }) => passed),
    dropped: pushed.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

describe('BacklogGate', () => {
  it('passes frames in real time on at once, for hours and with a clock that is a little fast', () => {
    const backlog = new BacklogLimiter<number>();
    for (let i = 0; i < 20_000; i++)
      expect(backlog.push(i, i * FRAME_MS * 0.995)).toEqual({ passed: [i], dropped: 0 });
  });

  it('passes a burst up to the bound on at once', () => {
    const { passed, dropped } = burst(new BacklogLimiter(), BOUND);
    expect(passed).toHaveLength(BOUND);
    expect(dropped).toBe(0);
  });

  it('drops the oldest of what is beyond the bound and keeps the newest', () => {
    const backlog = new BacklogLimiter<number>();
    const { passed, dropped } = burst(backlog, BOUND + 100);
    expect(passed).toEqual(Array.from({ length: BOUND }, (_, i) => i));
    expect(dropped).toBe(100 - MAX_WAITING_FRAMES);
    expect(backlog.release(10 * FRAME_MS)).toEqual([BOUND + 97, BOUND + 98, BOUND + 99]);
  });

  it('lets waiting frames go one by one as time passes', () => {
    const backlog = new BacklogLimiter<number>();
    burst(backlog, BOUND + 2);
    const released = [1, 2, 3].map((frames) => backlog.release(frames * FRAME_MS));
    expect(released.flat()).toEqual([BOUND, BOUND + 1]);
  });

  it('does not save time up while a client is silent', () => {
    const backlog = new BacklogLimiter<number>();
    burst(backlog, 1);
    expect(burst(backlog, BOUND + 100, 3_600_000).passed).toHaveLength(BOUND);
  });
});
