import { describe, expect, it } from 'vitest';
import { indexOfExamples } from '../testing/index-of.js';
import { queryTermsOf } from './query-terms.js';
import { retrieveHypotheses } from './multi-hypothesis.js';

const index = await indexOfExamples();
const find = (first: string, second: string) =>
  retrieveHypotheses(queryTermsOf(first, index), queryTermsOf(second, index), index, 3);

describe('a question that two decoders heard differently', () => {
  it('is answered from where the words lead that both heard', () => {
    const misled = 'somebody still my phone on the framework should i do';
    expect(find(misled, '')[0]?.passage.document).toBe('buy-equipment.md');
    const heardTwice = find(misled, 'somebody stole my phone on the train what should i do');
    expect(heardTwice[0]?.passage.document).toBe('mfa-lost-phone.md');
    expect(heardTwice[0]?.score).toBeGreaterThan(0.5);
  });

  it('is not refused for what the second one made of it', () => {
    const question = 'how do i listen to my voicemail';
    const [alone] = find(question, '');
    const [together] = find(question, 'how do i listen to my boys males elephant');
    expect(together?.passage.document).toBe('telephone-voicemail.md');
    expect(together?.score).toBeGreaterThanOrEqual(alone?.score ?? 1);
  });
});
