import { agentStreams, MoshiModel, Sampling, type GivenTokens, type Quant } from '@parley/moshi';
import type { Runtime } from '@parley/onnx';

/** Share of tokens, 0 to 1, that quantized weights would draw as the exact ones do. */
export interface Agreement {
  text: number;
  audio: number;
}

/** Frames of a conversation as the exact weights had it: what was given and what came of it. */
type Script = Required<Omit<GivenTokens, 'chooseText'>>[];

/** Speaks for a number of frames, greedy, to a person who says something else each frame. */
export async function recordScript(
  folder: string,
  runtime: Runtime,
  frames: number,
): Promise<Script> {
  const model = await MoshiModel.load(folder, runtime, { quant: 'f32' });
  const batch = model.open(1);
  batch.restart(0, Sampling.parse({ greedy: true }));
  const silentFrame = { agent: [], user: [], text: 0 };
  const script: Script = [silentFrame];
  for (let frame = 0; script.length < frames; frame++) {
    const user = userCodes(model, frame);
    const spoken = (await batch.step(new Map([[0, { user }]]))).get(0);
    if (spoken)
      script.push({
        user: userCodes(model, script.length),
        agent: spoken.audio,
        text: spoken.text,
      });
  }
  await batch.close();
  model.close();
  return script;
}

/** Gives each frame the tokens of the script, and compares what would have been drawn in their place. */
export async function measureAgreement(
  folder: string,
  runtime: Runtime,
  quant: Quant,
  script: Script,
): Promise<Agreement> {
  const model = await MoshiModel.load(folder, runtime, { quant });
  const { config } = model;
  const batch = model.open(1);
  batch.restart(0, Sampling.parse({ greedy: true }));
  const same = { text: 0, audio: 0 };
  for (const [frame, { user, agent, text }] of script.entries()) {
    await batch.step(
      new Map([[0, frame === 0 ? { user: userCodes(model, 0) } : { user, agent, text }]]),
    );
    if (frame < 2) continue;
    if (likeliest(batch.textLogits(0)) === text) same.text += 1;
    const logits = batch.audioLogits(0);
    for (let stream = 0; stream < agentStreams(config); stream++) {
      const lag = config.delays[1 + stream] as number;
      const expected = script[frame - lag]?.agent[stream];
      const drawn = likeliest(logits?.subarray(stream * config.card, (stream + 1) * config.card));
      if (drawn === expected) same.audio += 1;
    }
  }
  await batch.close();
  model.close();
  const frames = script.length - 2;
  return {
    text: share(same.text, frames),
    audio: share(same.audio, frames * agentStreams(config)),
  };
}

function userCodes({ config }: MoshiModel, frame: number): number[] {
  return Array.from(
    { length: agentStreams(config) },
    (_, k) => (frame * 37 + k * 101) % config.card,
  );
}

function likeliest(logits: Float32Array = new Float32Array()): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++)
    if ((logits[i] as number) > (logits[best] as number)) best = i;
  return best;
}

function share(count: number, of: number): number {
  return Math.round((count / of) * 1_000) / 1_000;
}
