import { describe, expect, it } from 'vitest';
import { chooseVoice, defaultVoice } from './voices.js';

const FLITE = ['slt', 'rms'];

describe('the voice of a session', () => {
  it.each([
    ['named by the client', 'rms', 'slt', 'rms'],
    ['the configured one', undefined, 'rms', 'rms'],
    ['the configured one when the client names nothing', '', 'rms', 'rms'],
    ['of PersonaPlex, for the engine to find its nearest', 'NATM1.pt', 'slt', 'NATM1'],
    ['of PersonaPlex, configured', undefined, 'NATM1', 'NATM1'],
    ['the first when the configured one is not there', undefined, 'alto', 'slt'],
  ])('is %s', (_, wanted, configured, voice) => {
    expect(chooseVoice(FLITE, wanted, configured)).toBe(voice);
  });

  it.each(['alto', 'slt/../x', 'NATF9', 'constructor'])('is never %s', (wanted) => {
    expect(() => chooseVoice(FLITE, wanted, 'slt')).toThrow(
      `There is no voice "${wanted}". Choose one of: slt, rms.`,
    );
  });
});

it('the default that is shown is one of the list', () => {
  expect(defaultVoice(FLITE, 'rms.pt')).toBe('rms');
  expect(defaultVoice(FLITE, 'NATF2')).toBe('slt');
  expect(defaultVoice([], 'NATF2')).toBeUndefined();
});
