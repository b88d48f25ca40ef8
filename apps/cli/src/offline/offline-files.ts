import { dirname, join } from 'node:path';
import { CHECKPOINT_FILE as MIMI_FILE } from '@parley/mimi';
import { TOKENIZER_FILE, VOICES_FOLDER } from '@parley/moshi';
import { modelFolder } from '../models/model-folder.js';

/** What a person may say about where the model lies. */
export interface FileOptions {
  readonly modelDir?: string;
  readonly hfRepo: string;
  readonly moshiWeight?: string;
  readonly mimiWeight?: string;
  readonly tokenizer?: string;
  readonly voicePromptDir?: string;
}

/** Where each part of the model lies. */
export interface OfflineFiles {
  /** Has the `config.json`, and the prepared weights. */
  readonly folder: string;
  /** The checkpoint, when it is not the folder's own. */
  readonly moshi: string | undefined;
  readonly mimi: string;
  readonly tokenizer: string;
  readonly voices: string;
}

/** What is not named is in the model's folder; that is the checkpoint's, or where the repository's release is kept. */
export function offlineFiles(options: FileOptions): OfflineFiles {
  const { modelDir, hfRepo, moshiWeight } = options;
  const folder = modelDir ?? (moshiWeight ? dirname(moshiWeight) : modelFolder(hfRepo));
  return {
    folder,
    moshi: moshiWeight,
    mimi: options.mimiWeight ?? join(folder, MIMI_FILE),
    tokenizer: options.tokenizer ?? join(folder, TOKENIZER_FILE),
    voices: options.voicePromptDir ?? join(folder, VOICES_FOLDER),
  };
}
