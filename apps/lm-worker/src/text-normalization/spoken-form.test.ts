import { describe, expect, it } from 'vitest';
import { spokenText, spokenWords } from './spoken-form.js';

const spoken = (text: string) => spokenText(spokenWords(text));

describe('spokenText', () => {
  it.each([
    ['Open the VPN with MFA.', 'Open the V P N with M F A.'],
    ['VPNs and URLs', "V P N's and U R L's"],
    ['Your PIN, SIM and USB-C', 'Your pin, sim and U S B C'],
    ['Do NOT share it.', 'Do not share it.'],
    ['Join the Wi-Fi "eduroam".', 'Join the why fye edge you roam.'],
    ['WPA2, 2FA, C21 and MSCHAPv2', 'W P A 2, 2 F A, C 21 and M S C H A P v 2'],
    ['OneDrive on macOS and iOS', 'One Drive on mack O S and eye O S'],
    ['an MFA-enabled TCP/IP device', 'an M F A enabled T C P I P device'],
  ])('spells acronyms and says names: %s', (text, expected) => {
    expect(spoken(text)).toBe(expected);
  });

  it.each([
    ['Write to service-desk@example.edu.', 'Write to service dash desk at example dot edu.'],
    ['See https://www.help.example.edu/vpn/setup?x=1.', 'See help dot example dot edu.'],
    ['Go to mfa.example.edu/lost, please', 'Go to mfa dot example dot edu, please'],
  ])('reads addresses shortly: %s', (text, expected) => {
    expect(spoken(text)).toBe(expected);
  });

  it.each([
    ['Call extension 4000.', 'Call extension 4 0 0 0.'],
    ['the number is 01632 96 and more', 'the number is 0 1 6 3 2 9 6 and more'],
    ['Dial 4999, then wait 30 seconds', 'Dial 4 9 9 9, then wait 30 seconds'],
    ['+44-1632-960480', '4 4 1 6 3 2 9 6 0 4 8 0'],
    ['It costs 4000 points', 'It costs 4000 points'],
  ])('reads numbers to dial digit by digit: %s', (text, expected) => {
    expect(spoken(text)).toBe(expected);
  });

  it.each([
    ['open 24/7', 'open twenty four seven'],
    ['from 9:00 to 17:30', "from 9 o'clock to 5 30 P M"],
    ['08:05 and 14:00', '8 oh 5 and 2 P M'],
    ['9:00 am or 5pm', '9 am or 5 P M'],
    ['Monday–Friday 8-18', 'Monday to Friday 8 to 18'],
    ['20% of 50GB for £5', '20 percent of 50 gigabytes for 5 pounds'],
    ['3 GB', '3 gigabytes'],
    ['e.g. mail & files', 'for example mail and files'],
  ])('reads times, amounts and signs: %s', (text, expected) => {
    expect(spoken(text)).toBe(expected);
  });

  it.each([
    ['café “quoted” – **bold** 🙂 end', 'cafe quoted bold end'],
    ['*', ''],
    ['constructor toString', 'constructor to String'],
    ['-t /etc/passwd; $(rm)\u0000', 't etc passwd; rm'],
  ])('leaves nothing but letters, digits and punctuation: %s', (text, expected) => {
    expect(spoken(text)).toBe(expected);
  });

  it('keeps every shown word beside what is said for it', () => {
    expect(spokenWords('Use – a VPN.')).toEqual([
      { written: 'Use', spoken: 'Use' },
      { written: '–', spoken: '' },
      { written: 'a', spoken: 'a' },
      { written: 'VPN.', spoken: 'V P N.' },
    ]);
  });
});
