import { fold } from '../language/terms.js';

const REPLIES: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'I am sorry, I did not catch that. Could you say it again?'],
  [
    /^(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))(?: there| parley| everybody)?$/,
    'Hello! What would you like to know?',
  ],
  [
    /^(?:hello |hi )?how are you(?: doing)?(?: today)?$/,
    'I am fine, thank you. What would you like to know?',
  ],
  [
    /^(?:ok |okay |great |perfect |no )*(?:thanks|thank you|cheers)(?: very much| so much| a lot| for your help)?$/,
    'You are welcome. Is there anything else?',
  ],
  [
    /^(?:ok |okay |thanks |thank you |well )*(?:goodbye|good bye|bye|bye bye|see you|good night)(?: then| later)?$/,
    'Goodbye, and have a good day.',
  ],
  [
    /^(?:who|what) are you$|^what is your name$|^whats your name$|^(?:are you|am i (?:talking|speaking) to) an? .*(?:robot|machine|human|person|computer|ai)$/,
    'I am Parley, a voice assistant that answers from the documents it was given.',
  ],
  [
    /^(?:what can you do|how can you help(?: me)?|can you help(?: me)?|help(?: me)?|i (?:need|want) (?:some )?help|i have a question)(?: please)?$/,
    'Ask me a question, and I look for the answer in the documents I was given.',
  ],
  [
    /^(?:yes|no|ok|okay|all right|alright|right|fine|good|great|never mind|nothing)(?: please| thanks| thank you)?$/,
    'All right. Just ask when you need something.',
  ],
];

/** The answer to a greeting, thanks and the like, when a sentence is nothing else. */
export function smallTalk(question: string): string | undefined {
  const said = fold(question)
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return REPLIES.find(([pattern]) => pattern.test(said))?.[1];
}
