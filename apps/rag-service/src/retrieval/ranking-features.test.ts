import { describe, expect, it } from 'vitest';
import { indexOf } from '../testing/index-of.js';
import { rankingFeaturesOf } from './ranking-features.js';
import { queryTermsOf } from './query-terms.js';

const FILLER =
  'Curtains hang beside tall windows where painters rest under wooden beams all summer.';
const index = await indexOf({
  'near.md': `# Halls\n\nResidents report noise to the warden. ${FILLER}`,
  'far.md': `# Gardens\n\nResidents plant roses. ${FILLER} ${FILLER} The noise of machines. ${FILLER} ${FILLER} Ask the warden.`,
  'named.md': `# Warden and noise\n\nResidents wait here. ${FILLER}`,
  'guard.md': `# Gates\n\nThe multi-factor authentication (MFA) gate. ${FILLER}`,
});

function features(question: string, document: string) {
  const [section = 0] = index.sectionsOf(`${document}#0`);
  const queryTerms = queryTermsOf(question, index);
  return rankingFeaturesOf(section, { rank: 1, highest: 2 }, queryTerms, index);
}

const QUESTION = 'Do residents tell the warden about noise?';

describe('what speaks for a section', () => {
  it('is more when a sentence says it than when it stands all over the text', () => {
    const [near, far] = [features(QUESTION, 'near.md'), features(QUESTION, 'far.md')];
    expect(near.amount).toBe(far.amount);
    expect(near.windowCoverage).toBeGreaterThan(far.windowCoverage);
  });

  it('is what its title holds', () => {
    expect(features(QUESTION, 'named.md').heading).toBeGreaterThan(0.3);
    expect(features(QUESTION, 'near.md').heading).toBe(0);
  });

  it('is from 0 to 1 also where a phrase and its acronym both stand', () => {
    const found = features('Where is the multi factor authentication gate?', 'guard.md');
    expect(found.windowCoverage).toBeCloseTo(1);
    for (const piece of Object.values(found)) {
      expect(piece).toBeGreaterThanOrEqual(0);
      expect(piece).toBeLessThanOrEqual(1);
    }
  });

  it('is nothing but its rank when it holds no word of the question', () => {
    expect(features('zebra giraffe', 'near.md')).toEqual({
      rank: 0.5,
      density: expect.any(Number) as number,
      coverage: 0,
      amount: 0,
      proximity: 0,
      windowCoverage: 0,
      heading: 0,
    });
  });
});
