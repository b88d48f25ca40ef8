import { describe, expect, it } from 'vitest';
import { indexOf } from '../testing/index-of.js';
import { evidenceOf } from './evidence.js';
import { slotsOf } from './question-slots.js';

const FILLER =
  'Curtains hang beside tall windows where painters rest under wooden beams all summer.';
const index = await indexOf({
  'near.md': `# Halls\n\nResidents report noise to the warden. ${FILLER}`,
  'far.md': `# Gardens\n\nResidents plant roses. ${FILLER} ${FILLER} The noise of machines. ${FILLER} ${FILLER} Ask the warden.`,
  'named.md': `# Warden and noise\n\nResidents wait here. ${FILLER}`,
  'guard.md': `# Gates\n\nThe multi-factor authentication (MFA) gate. ${FILLER}`,
});

function evidence(question: string, document: string) {
  const [section = 0] = index.sectionsOf(`${document}#0`);
  const slots = slotsOf(question, index);
  return evidenceOf(section, { rank: 1, highest: 2 }, slots, index);
}

const QUESTION = 'Do residents tell the warden about noise?';

describe('what speaks for a section', () => {
  it('is more when a sentence says it than when it stands all over the text', () => {
    const [near, far] = [evidence(QUESTION, 'near.md'), evidence(QUESTION, 'far.md')];
    expect(near.amount).toBe(far.amount);
    expect(near.togetherness).toBeGreaterThan(far.togetherness);
  });

  it('is what its title holds', () => {
    expect(evidence(QUESTION, 'named.md').heading).toBeGreaterThan(0.3);
    expect(evidence(QUESTION, 'near.md').heading).toBe(0);
  });

  it('is from 0 to 1 also where a phrase and its acronym both stand', () => {
    const found = evidence('Where is the multi factor authentication gate?', 'guard.md');
    expect(found.togetherness).toBeCloseTo(1);
    for (const piece of Object.values(found)) {
      expect(piece).toBeGreaterThanOrEqual(0);
      expect(piece).toBeLessThanOrEqual(1);
    }
  });

  it('is nothing but its rank when it holds no word of the question', () => {
    expect(evidence('zebra giraffe', 'near.md')).toEqual({
      rank: 0.5,
      density: expect.any(Number) as number,
      coverage: 0,
      amount: 0,
      closeness: 0,
      togetherness: 0,
      heading: 0,
    });
  });
});
