import { describe, expect, it } from 'vitest';
import { kindAskedFor } from './answer-kind.js';
import { speakable } from './speakable.js';
import { spokenSteps } from './spoken-steps.js';

describe('speakable text', () => {
  it.each([
    ['Open https://www.print.example.edu/a/b?c=d#e now', 'Open print.example.edu now.'],
    ['Type \\\\files.example.edu\\home on Windows', 'Type files.example.edu on Windows.'],
    ['See mfa.example.edu/lost for help.', 'See mfa.example.edu/lost for help.'],
    ['See help.example.edu/a/very/long?path=1.', 'See help.example.edu/a.'],
    [
      'Up to 25 MB, e.g. 20 GB at 90%',
      'Up to 25 megabytes, for example 20 gigabytes at 90 percent.',
    ],
    ['Order at www.shop.example.edu.', 'Order at shop.example.edu.'],
    ['It burned down in 1734.[12][citation needed]', 'It burned down in 1734.'],
    ['**Never** use `sudo`', 'Never use sudo.'],
    ['Open 10:00 to 14:00', 'Open 10:00 to 14:00.'],
    ['Choose "Save".', 'Choose "Save".'],
    ['Run snake_case_name', 'Run snake_case_name.'],
  ])('"%s" becomes "%s"', (written, spoken) => expect(speakable(written)).toBe(spoken));
});

describe('steps', () => {
  it('become one sentence when they are few', () => {
    expect(spokenSteps(['Open the page.', 'Choose "Share".', 'Type a name.'], 'T')).toEqual([
      'First, open the page, then choose "Share", and then type a name.',
    ]);
  });

  it('become two sentences when there are more', () => {
    expect(spokenSteps(['One.', 'Two.', 'Three.', 'Four.', 'Five.'], 'T')).toEqual([
      'First, one, then two, and then three.',
      'After that, four, and then five.',
    ]);
  });

  it('are cut when they are too many to listen to, and the rest is named', () => {
    const steps = Array.from({ length: 9 }, (_, at) => `Do number ${at + 1}.`);
    expect(spokenSteps(steps, 'Set up mail')).toEqual([
      'First, do number 1, then do number 2, and then do number 3.',
      'The article "Set up mail" has 6 more steps.',
    ]);
  });

  it('may be a single one', () => {
    expect(spokenSteps(['Press the button.'], 'T')).toEqual(['First, press the button.']);
  });
});

it.each([
  ['How long can I keep it?', 'duration'],
  ['How many pages are free?', 'count'],
  ['How much does it cost?', 'amount'],
  ['When is the desk open?', 'time'],
  ['Where is the desk?', 'place'],
  ['Who do I call when it fails?', 'contact'],
  ['How do I print?', 'steps'],
  ['There is smoke, what do I do?', 'advice'],
  ['Which drive is mine?', 'choice'],
  ['The VPN keeps dropping', 'problem'],
  ['I spilled coffee on it', 'problem'],
  ['Can I print at home?', 'any'],
])('"%s" asks for %s', (question, kind) => expect(kindAskedFor(question)).toBe(kind));
