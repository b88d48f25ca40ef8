import { CHECKPOINT_FILE as MIMI_FILE } from '@parley/mimi';
import { CHECKPOINT_FILE, TOKENIZER_FILE } from '@parley/moshi';

export const VOICES_ARCHIVE = 'voices.tgz';

/** What PersonaPlex cannot do without, in its folder. */
export const REQUIRED_FILES: readonly string[] = [CHECKPOINT_FILE, MIMI_FILE, TOKENIZER_FILE];

/** What a release may have besides. */
export const OPTIONAL_FILES: readonly string[] = ['config.json', VOICES_ARCHIVE];
