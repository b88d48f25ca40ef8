import { useEffect, useEffectEvent, useRef } from 'react';
import { LevelHistory, drawWaveform } from './draw-waveform.js';

export interface WaveformProps {
  readonly side: 'you' | 'parley';
  readonly active: boolean;
  /** RMS, read for every picture. */
  level(): number;
}

/** One voice as bars that run away from the button; a plain meter for those who want no motion. */
export function Waveform({ side, active, level }: WaveformProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const readLevel = useEffectEvent(level);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const history = new LevelHistory();
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const paint = (now: number) => {
      history.advance(now, active ? readLevel() : 0);
      drawWaveform(element, history, { still, towardsLeft: side === 'you' });
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
