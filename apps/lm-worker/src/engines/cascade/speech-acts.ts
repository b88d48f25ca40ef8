import type { SpeechAct } from '@parley/protocol';
import type { Manner } from './manner.js';
import { Reply } from './reply.js';
import { spelledOut } from './spelled-out.js';

const NOTHING_SAID = 'I have not said anything yet.';
const ALL_SAID = 'That was all.';

/**
 * What the agent says when the user wants something of the conversation itself, at once and without a search.
 * @param last the answer that was given last, or was interrupted
 */
export function perform(act: SpeechAct, last: Reply | undefined, manner: Manner): Reply {
  const change = manner.change(act);
  switch (act) {
    case 'stop':
    case 'wait':
      return aside();
    case 'repeat':
      return last?.rewind() ?? aside(NOTHING_SAID);
    case 'spell':
      return aside(...(last ? spelledOut(last.text) : [NOTHING_SAID]));
    case 'continue':
    case 'slower':
    case 'faster':
    case 'louder':
    case 'quieter':
      // what was interrupted goes on as it is wanted
      return last && !last.isSaid ? last.rewindSentence() : aside(change ?? ALL_SAID);
  }
}

function aside(...sentences: string[]): Reply {
  return new Reply(sentences, true);
}
