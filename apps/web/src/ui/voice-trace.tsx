import { useEffect, useEffectEvent, useRef } from 'react';
import { Trace, drawTrace } from './trace.js';

export interface VoiceTraceProps {
  readonly side: 'you' | 'parley';
  readonly active: boolean;
  /** RMS, read for every picture. */
  level(): number;
}

/** One voice as bars that run away from the button; a plain meter for those who want no motion. */
export function VoiceTrace({ side, active, level }: VoiceTraceProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const readLevel = useEffectEvent(level);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const trace = new Trace();
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const paint = (now: number) => {
      trace.advance(now, active ? readLevel() : 0);
      drawTrace(element, trace, { still, towardsLeft: side === 'you' });
    };
    paint(performance.now());
    if (!active) return;
    let request = requestAnimationFrame(function next(now) {
      paint(now);
      request = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(request);
  }, [active, side]);

  return <canvas ref={canvas} className="trace" data-side={side} aria-hidden="true" />;
}
