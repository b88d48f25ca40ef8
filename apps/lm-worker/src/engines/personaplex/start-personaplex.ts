import { join } from 'node:path';
import { ADVICE_WITHOUT_CUDA, type LmWorkerEnv } from '@parley/config';
import {
  agentStreams,
  loadTokenizer,
  MoshiModel,
  silence,
  TOKENIZER_FILE,
  UnusableModel,
  type MoshiBatch,
} from '@parley/moshi';
import {
  createRuntime,
  largestBatch,
  measureP95Ms,
  RuntimeFailed,
  type Device,
} from '@parley/onnx';
import type { Logger } from '@parley/telemetry';
import { PersonaPlexEngine, type PersonaPlexParts } from './personaplex-engine.js';
import { Voices } from './voices.js';

/** Share of the memory that is free which sessions may take. */
const MEMORY_SHARE = 0.7;

/** Streams of the agent that codec and bus carry. */
const CODEBOOKS = 8;

export interface PersonaPlexDependencies extends Pick<PersonaPlexParts, 'ask' | 'onAnswer'> {
  readonly logger: Logger;
}

/**
 * Loads PersonaPlex from `MODEL_DIR` and measures how many sessions keep up.
 * @throws UnusableModel, RuntimeFailed
 */
export async function startPersonaPlex(
  env: LmWorkerEnv,
  surroundings: PersonaPlexDependencies,
): Promise<PersonaPlexEngine> {
  const parts = await loadPersonaPlex(env, surroundings);
  const { model } = parts;
  const capacity = await measureCapacity(model, Math.min(env.LM_SLOTS, slotsInMemory(model)));
  const { logger } = surroundings;
  const { stateBytesPerSlot, weightBytes } = model;
  logger.info({ capacity, stateBytesPerSlot, weightBytes }, 'PersonaPlex measured');
  if (capacity === 0) logger.warn('This machine is too slow for PersonaPlex in real time');
  // One session that stutters is more use to a newcomer than a worker without a slot.
  return new PersonaPlexEngine(parts, Math.max(1, capacity));
}

/** @throws UnusableModel, RuntimeFailed */
export async function loadPersonaPlex(
  { MODEL_DIR, PERSONAPLEX_QUANT: quant, PERSONAPLEX_DEVICE, PERSONAPLEX_CPU_OFFLOAD }: LmWorkerEnv,
  { ask, onAnswer, logger }: PersonaPlexDependencies,
): Promise<PersonaPlexParts> {
  if (!MODEL_DIR)
    throw new UnusableModel(
      'The personaplex engine needs MODEL_DIR, a folder with the model. "parley models pull" fetches one.',
    );
  const loadOn = async (device: Device) => {
    const runtime = createRuntime({ device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
    logger.info({ modelDir: MODEL_DIR, quant, device }, 'loading PersonaPlex');
    return { runtime, model: await MoshiModel.load(MODEL_DIR, runtime, { quant }) };
  };
  const { runtime, model } = await loadOn(PERSONAPLEX_DEVICE).catch((err: unknown) => {
    const mayOffload = PERSONAPLEX_CPU_OFFLOAD && PERSONAPLEX_DEVICE !== 'cpu';
    if (!mayOffload || !(err instanceof RuntimeFailed)) throw err;
    logger.warn({ err }, 'PersonaPlex cannot be loaded on the GPU, the CPU takes it');
    return loadOn('cpu');
  });
  const { config } = model;
  if (agentStreams(config) !== CODEBOOKS)
    throw new UnusableModel(
      `${MODEL_DIR} holds a model that speaks ${agentStreams(config)} codebooks; ${CODEBOOKS} are needed.`,
    );
  return {
    model,
    tokenizer: await loadTokenizer(join(MODEL_DIR, TOKENIZER_FILE), config.text_card),
    voices: await Voices.open(MODEL_DIR, config, runtime),
    detail: `PersonaPlex ${quant} on ${runtime.device}`,
    ask,
    onAnswer,
    close: () => runtime.close(),
  };
}

/** On the CPU, sessions share the memory with everything else. */
function slotsInMemory({ stateBytesPerSlot }: MoshiModel): number {
  const free = process.availableMemory() * MEMORY_SHARE;
  return Math.max(1, Math.floor(free / stateBytesPerSlot));
}

/** Sessions that can be stepped together in time; a device that has memory for fewer is asked for fewer. */
async function measureCapacity(model: MoshiModel, limit: number): Promise<number> {
  const batch = openLargest(model, limit);
  try {
    const p95Ms = (slots: number) => measureP95Ms(() => stepAll(batch.open, model, slots));
    return await largestBatch(p95Ms, batch.slots);
  } finally {
    await batch.open.close();
  }
}

function openLargest(model: MoshiModel, limit: number): { open: MoshiBatch; slots: number } {
  for (let slots = limit; ; slots = Math.floor(slots / 2)) {
    try {
      return { open: model.open(slots), slots };
    } catch (error) {
      if (!(error instanceof RuntimeFailed) || slots <= 1) throw error;
    }
  }
}

async function stepAll(batch: MoshiBatch, { config }: MoshiModel, slots: number): Promise<void> {
  const given = { user: silence(config) };
  await batch.step(new Map(Array.from({ length: slots }, (_, slot) => [slot, given] as const)));
}
