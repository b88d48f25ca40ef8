import { GraphBuilder, type Model } from '@parley/onnx';
import type { MoshiConfig } from '../config.js';
import { ringSlots, temporalStates } from './temporal.js';

/** Frames that a saved state holds; open. */
const FRAMES = 'frames';

/** Name of a saved state tensor. */
export function savedName(state: string): string {
  return `${state}.saved`;
}

/**
 * Copies the first frames of one slot's keys and values out of its ring (`save`, which `frames` (1) tells how many), and back into
 * another slot's (`restore`, in place).
 */
export function promptStateModels(config: MoshiConfig): { save: Model; restore: Model } {
  const save = new GraphBuilder(24);
  const restore = new GraphBuilder(24);
  const frames = save.input('frames', 'i64', [1]);
  const writeAt = restore.integers([0]);
  for (const { name, shape } of temporalStates(config)) {
    const [heads, , perHead] = shape as [number, number, number];
    const ring = [1, heads, ringSlots(config), perHead];
    const part = [1, heads, FRAMES, perHead];
    const whole = save.input(name, 'f32', ring);
    const bounds = [save.integers([0]), frames, save.integers([2])];
    save.output(save.op('Slice', [whole, ...bounds]), savedName(name), 'f32', part);
    const stored = restore.input(name, 'f32', ring);
    const saved = restore.input(savedName(name), 'f32', part);
    const written = restore.op('TensorScatter', [stored, saved, writeAt], {
      axis: 2,
      mode: 'circular',
    });
    restore.output(written, `${name}.next`, 'f32', ring);
  }
  return { save: save.build(), restore: restore.build() };
}
