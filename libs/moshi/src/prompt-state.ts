import type { LoadedGraph, Runtime, Tensor } from '@parley/onnx';
import type { MoshiConfig } from './config.js';
import { savedName } from './graphs/prompt-state.js';
import { temporalStates } from './graphs/temporal.js';
import { nextOf } from './temporal-inputs.js';

type Memory = Readonly<Record<string, Tensor<'f32'>>>;

/** Keys and values of the frames that a slot was fed, apart from any slot. Freed by `close`. */
export class PromptState {
  constructor(
    readonly frames: number,
    readonly saved: Memory,
  ) {}

  get bytes(): number {
    return Object.values(this.saved).reduce(
      (sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1),
      0,
    );
  }

  close(): void {
    for (const tensor of Object.values(this.saved)) tensor.close();
  }
}

export async function savePromptState(
  config: MoshiConfig,
  runtime: Runtime,
  graph: LoadedGraph,
  memory: Memory,
  frames: number,
): Promise<PromptState> {
  const saved = Object.fromEntries(
    temporalStates(config).map(({ name, shape }) => {
      const [heads, , perHead] = shape as [number, number, number];
      return [savedName(name), runtime.stateTensor('f32', [1, heads, frames, perHead])];
    }),
  );
  const count = runtime.hostTensor('i64', [1]);
  count.data?.set([BigInt(frames)]);
  const step = graph.bind({ inputs: { ...memory, frames: count }, outputs: saved });
  try {
    await step.run();
    return new PromptState(frames, saved);
  } finally {
    step.close();
    count.close();
  }
}

export async function restorePromptState(
  graph: LoadedGraph,
  memory: Memory,
  { saved }: PromptState,
): Promise<void> {
  const step = graph.bind({ inputs: { ...memory, ...saved }, outputs: nextOf(memory) });
  try {
    await step.run();
  } finally {
    step.close();
  }
}
