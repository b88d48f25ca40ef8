import { describe, expect, it } from 'vitest';
import { ForcedText } from './forced-text.js';

const PIECES = ['<epad>', '<s>', '</s>', '<pad>', ' open', ' the', ' set', 'tings', ' app', '.'];
const [EPAD, PAD] = [0, 3];
const [OPEN, THE, SET, TINGS, APP, STOP] = [4, 5, 6, 7, 8, 9];

/** Knows the sentences of this test only. */
const tokenizer = {
  size: PIECES.length,
  encode: (text: string) => (text === 'open the settings' ? [OPEN, THE, SET, TINGS] : [APP, STOP]),
  piece: (token: number) => PIECES[token] as string,
};

function said(...texts: string[]): ForcedText {
  const text = new ForcedText(tokenizer, { silent: PAD, announces: EPAD });
  texts.forEach((one) => text.say(one));
  return text;
}

describe('text that the voice has to say', () => {
  it('takes the place of the words that the model would say, at their pace', () => {
    const text = said('open the settings');
    const drawn = [PAD, EPAD, APP, PAD, STOP, APP, PAD, EPAD, PAD];
    expect(drawn.map((token) => text.choose(token))).toEqual([
      PAD,
      EPAD,
      OPEN,
      PAD,
      THE,
      SET,
      TINGS,
      EPAD,
      PAD,
    ]);
    expect(text.isEmpty).toBe(true);
  });

  it('is begun by force when the model keeps silent', () => {
    const text = said('open the settings');
    const chosen = Array.from({ length: 7 }, () => text.choose(PAD));
    expect(chosen).toEqual([PAD, PAD, PAD, PAD, PAD, PAD, OPEN]);
  });

  it('goes on with the next sentence, and not after it was cleared', () => {
    const text = said('open the settings', 'app.');
    const words = Array.from({ length: 6 }, () => text.choose(OPEN));
    expect(words).toEqual([OPEN, THE, SET, TINGS, APP, STOP]);
    text.say('app.');
    text.clear();
    expect(text.choose(OPEN)).toBe(OPEN);
  });
});
