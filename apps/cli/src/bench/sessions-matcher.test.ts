import { expect, it } from 'vitest';
import { FrameMatcher } from './sessions-matcher.js';

/** Ten frames out, one every 80 ms; the echo of each comes `delayMs` later, two silent frames before all. */
function echo(delayMs: number, back = 10): FrameMatcher {
  const matcher = new FrameMatcher();
  for (let frame = 0; frame <= 10; frame++) matcher.sent(frame, frame * 80);
  for (let frame = 0; frame <= back; frame++) matcher.received(frame + 2, frame * 80 + delayMs);
  matcher.recognised({ sent: 0, received: 2 });
  matcher.recognised({ sent: 10, received: back + 2 });
  return matcher;
}

it('measures every frame between two markers', () => {
  expect(echo(30).result(10)).toEqual({ latenciesMs: Array(10).fill(30), late: 0, lost: 0 });
});

it('counts frames that come back more than a frame later', () => {
  expect(echo(81).result(10)).toMatchObject({ late: 10, lost: 0 });
});

it('counts missing frames as lost and trusts only the marker then', () => {
  expect(echo(30, 8).result(10)).toEqual({ latenciesMs: [30], late: 0, lost: 2 });
});

it('counts silence in place of a frame as late', () => {
  expect(echo(30, 11).result(10)).toEqual({ latenciesMs: [30], late: 1, lost: 0 });
});

it('counts all that no marker accounts for as lost', () => {
  expect(echo(30).result(35)).toMatchObject({ lost: 25 });
});
