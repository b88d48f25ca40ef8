import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.js';

const spoken = (text: string) =>
  sentencesOf(text).map((tokens) => tokens.map(({ word }) => word).join(' '));

describe('what of a document is spoken', () => {
  it.each([
    [
      'breaks at punctuation',
      'Open it. If it fails, call us!',
      ['open it', 'if it fails', 'call us'],
    ],
    ['takes lists and headings apart', '# Title\n- one\n2. two', ['title', 'one', 'two']],
    ['reads tables cell by cell', '| need | program |\n| --- | --- |', ['need', 'program']],
    [
      'keeps the words of links and emphasis',
      'see **the** [main page](https://x.org/y)',
      ['see the main page'],
    ],
    [
      'drops addresses',
      'write to desk@example.edu or help.example.edu now',
      ['write to', 'or', 'now'],
    ],
    ['drops code', 'type\n```\nrm -rf\n```\nthen', ['type', 'then']],
    [
      'drops times and long numbers',
      'from 10:30 on call 123456 or 4070',
      ['from', 'on call or 4070'],
    ],
    ['writes wi-fi and email in one way', 'WiFi, Wi-Fi, e-mail', ['wi-fi', 'wi-fi', 'email']],
    ['keeps apostrophes', "it’s the user's", ["it's the user's"]],
    ['finds nothing in nothing', ' \n --- \n', []],
  ])('%s', (_, text, expected) => {
    expect(spoken(text)).toEqual(expected);
  });

  it('remembers capitals, which tell acronyms, but not those of a line in capitals only', () => {
    expect(sentencesOf('Use the VPN.\nREAD THIS')).toEqual([
      [
        { word: 'use', original: 'Use' },
        { word: 'the', original: 'the' },
        { word: 'vpn', original: 'VPN' },
      ],
      [
        { word: 'read', original: 'read' },
        { word: 'this', original: 'this' },
      ],
    ]);
  });

  it('is not slowed down by a long line without a blank', () => {
    expect(spoken(`start ${'x.'.repeat(200_000)} end`)).toEqual(['start', 'end']);
  });
});
