import { expect, it } from 'vitest';
import { indexOf } from '../testing/index-of.js';
import { rewriteQuery } from './query-rewrite.js';

const index = await indexOf({
  'a.md':
    '# Password\n\nEncrypt the disk. Report phishing mail from your laptop. The VPN and the Wi-Fi want a password.',
});

it.each([
  ['Do I have to in crypt the disc?', 'do i have to encrypt the disk'],
  ['the v p n wants my pass word', 'the vpn wants my password'],
  ['i got a fishing mail', 'i got a phishing mail'],
  ['Where, please, is the canteen?', 'Where, please, is the canteen?'],
  ['', ''],
])('"%s" is asked as "%s"', (question, asked) => {
  expect(rewriteQuery(question, index)).toBe(asked);
});
