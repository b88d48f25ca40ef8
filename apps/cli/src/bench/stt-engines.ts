import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from '../errors.js';
import { modelFolder } from '../models/model-folder.js';

export const STT_ENGINES = ['pocketsphinx', 'moonshine'] as const;
export type SttEngine = (typeof STT_ENGINES)[number];

const MOONSHINE = 'moonshine-tiny-en';
const SMART_TURN = 'smart-turn-v3.2';

/** The recognisers that `choice` means; of `all`, those that are there. */
export function chosenEngines(choice: SttEngine | 'all'): SttEngine[] {
  if (choice !== 'all') return [choice];
  return STT_ENGINES.filter((engine) => engine === 'pocketsphinx' || existsSync(moonshineFolder()));
}

/** The best recogniser that is there. */
export function bestEngine(): SttEngine {
  return chosenEngines('all').at(-1) ?? 'pocketsphinx';
}

/** What an asr-worker needs to be told. @throws CliError when the model is missing. */
export function engineEnvironment(engine: SttEngine): NodeJS.ProcessEnv {
  const turn = { TURN_MODEL_DIR: turnModelFolder(), ASR_SLOTS: '4' };
  if (engine === 'pocketsphinx') return { ...turn, ASR_MODEL_DIR: '' };
  const folder = moonshineFolder();
  if (existsSync(folder)) return { ...turn, ASR_MODEL_DIR: folder };
  throw new CliError(`${folder} has no Moonshine model; set ASR_MODEL_DIR to the folder of one.`);
}

function moonshineFolder(): string {
  return resolve(process.env['ASR_MODEL_DIR'] || modelFolder(MOONSHINE));
}

/** An empty variable means without one. */
function turnModelFolder(): string {
  const given = process.env['TURN_MODEL_DIR'];
  const folder = resolve(given || modelFolder(SMART_TURN));
  return given === '' || !existsSync(folder) ? '' : folder;
}
