import { Random } from '../chaos/random.js';
import { questionPackets, paced } from '../support/client.js';
import { startGateway } from '../support/gateway.js';
import { startStack, type Stack } from '../support/stack.js';
import { openPatiently } from './patient-client.js';
import { must, TOKENS, type Attack, type Target } from './attack.js';
import { FLOODS } from './floods.js';
import { HOGGING } from './hogging.js';
import { INSIDE } from './inside.js';
import { runRecordOf } from './processes.js';
import { WEB_ATTACKS } from './web.js';

export const ATTACKS: readonly Attack[] = [...WEB_ATTACKS, ...FLOODS, ...HOGGING, ...INSIDE];

export interface AttackOptions {
  seed: number;
  scale: number;
  log: (line: string) => void;
  attacks?: readonly Attack[];
}

/** Attacks a stack of its own, on loopback, one way after the other. The result names those that did harm. */
export async function runAttacks({
  seed,
  scale,
  log,
  attacks = ATTACKS,
}: AttackOptions): Promise<string[]> {
  const stack = await startStack();
  const harm: string[] = [];
  try {
    const guarded = await startGateway(stack.home, { AUTH_TOKENS: TOKENS });
    try {
      const { services } = await runRecordOf(stack);
      const target: Target = {
        stack,
        guarded,
        random: new Random(seed),
        scale,
        note: (line) => log(`       ${line}`),
      };
      for (const attack of attacks) {
        const failure = await harmOf(attack, target, services);
        log(
          `${failure === undefined ? '  held' : '  HARM'} ${attack.name}${failure ? `: ${failure}` : ''}`,
        );
        if (failure !== undefined) harm.push(`${attack.name}: ${failure}`);
      }
    } finally {
      await guarded.close();
    }
  } finally {
    await stack.close();
  }
  return harm;
}

async function harmOf(
  attack: Attack,
  target: Target,
  services: Record<string, number>,
): Promise<string | undefined> {
  try {
    await attack.run(target);
    await isWell(target.stack, services);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Afterwards a question is answered, by the processes that were there before. */
async function isWell(stack: Stack, services: Record<string, number>): Promise<void> {
  const client = await openPatiently(stack);
  await paced(questionPackets('saturday-hours.wav'), 20, (packet) => client.sendAudio(packet));
  await client.until(() => client.metadata.some(({ type }) => type === 'citations'), 30_000);
  await client.close();
  const now = (await runRecordOf(stack)).services;
  const died = Object.keys(services).filter((name) => services[name] !== now[name]);
  must(died.length === 0, `afterwards ${died.join(', ')} had been started again`);
}
