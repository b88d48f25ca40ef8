import { loudness } from '../audio/level.js';

const BAR_MS = 55;
const MAX_BARS = 96;
const BAR_PX = 3;
const STEP_PX = 7;
const REST_PX = 3;
/** Bars shown where nothing may move. */
const STILL_BARS = 24;

/** How loud a voice was over the last seconds, newest first. */
export class LevelHistory {
  readonly bars: number[] = [];
  /** How far the bars have run towards the next one's place, from 0 to 1. */
  shift = 0;
  private startedAt: number | undefined;
  private loudest = 0;

  /** `now` in milliseconds, `level` as RMS. */
  advance(now: number, level: number): void {
    this.startedAt ??= now;
    this.loudest = Math.max(this.loudest, loudness(level));
    const elapsed = now - this.startedAt;
    if (elapsed >= BAR_MS) this.addBar(now);
    this.shift = Math.min(1, (now - this.startedAt) / BAR_MS);
  }

  get newest(): number {
    return this.loudest;
  }

  private addBar(now: number): void {
    this.bars.unshift(this.loudest);
    this.bars.length = Math.min(this.bars.length, MAX_BARS);
    this.startedAt = now;
    this.loudest = 0;
  }
}

export interface WaveformLook {
  readonly still: boolean;
  readonly towardsLeft: boolean;
}

/** Paints in the colour of the element's text. */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  history: LevelHistory,
  look: WaveformLook,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = fitToScreen(canvas, context);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  const count = Math.ceil(width / STEP_PX) + 1;
  for (let index = 0; index < count; index += 1) {
    const { amount, distance } = barAt(history, index, look.still);
    const x = look.towardsLeft ? width - distance - BAR_PX : distance;
    paintBar(context, x, height, amount, 1 - distance / width);
  }
  context.globalAlpha = 1;
}

function barAt(history: LevelHistory, index: number, still: boolean) {
  if (still) return { amount: meterBar(history, index), distance: index * STEP_PX };
  return { amount: history.bars[index] ?? 0, distance: (index + history.shift) * STEP_PX };
}

/** Bars light up one after the other as it gets louder. */
function meterBar(history: LevelHistory, index: number): number {
  const level = Math.max(history.newest, history.bars[0] ?? 0);
  return index < level * STILL_BARS ? 0.5 : 0;
}

function paintBar(
  context: CanvasRenderingContext2D,
  x: number,
  height: number,
  amount: number,
  nearness: number,
): void {
  const barHeight = REST_PX + amount * (height - REST_PX);
  context.globalAlpha = Math.max(0, nearness) ** 0.8 * (amount > 0 ? 1 : 0.4);
  context.beginPath();
  context.roundRect(x, (height - barHeight) / 2, BAR_PX, barHeight, BAR_PX / 2);
  context.fill();
}

/** One canvas pixel for each pixel of the screen; returns the size in CSS pixels. */
function fitToScreen(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio;
  const pixelWidth = Math.round(width * scale);
  const pixelHeight = Math.round(height * scale);
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { width, height };
}
