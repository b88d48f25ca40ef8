import { cardinal, ordinal } from '../number-words.js';
import { rule, type Rule } from './rule.js';

const NUMERAL = '(?=[IVXL])(X{0,3}L?X{0,3}(?:IX|IV|V?I{0,3}))';
const RULERS =
  'Henry|Louis|Elizabeth|George|Charles|James|Edward|Richard|William|Mary|Paul|Pius|Benedict|Napoleon|Philip|Frederick|Ivan|Peter|Catherine|Leo|Alexander|Nicholas|Ramses|Wilhelm|Francis|Gregory|Innocent|Urban|Clement|Xerxes|Darius|Ptolemy|Robert|Ferdinand|Leopold|Albert|Christian|Gustav|Carl|Margrethe|Juan|Felipe|Otto|Malcolm|Constantine|Justinian|Theodosius|Mehmed|Murad|Suleiman';
const NUMBERED =
  'Chapter|Part|Section|Volume|Book|Act|Scene|Phase|Type|Class|Level|Article|Appendix|War|Figure|Table|Title|Unit|Stage|Grade|Step|Bowl|Schedule|Annex|Tier|Mark|Category|Rocky|Fantasy|Module|Lesson|Block|Group|Olympiad|Vatican|Element|Factor|Division';
const VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50 };

function valueOf(numeral: string): number {
  const values = [...numeral].map((letter) => VALUES[letter] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

export const ROMAN: readonly Rule[] = [
  rule(
    `(?<=\\b(?:${RULERS}) )${NUMERAL}('s)?(?!')`,
    ([, numeral = '', ending = '']) => `the ${ordinal(valueOf(numeral))}${ending}`,
  ),
  rule(
    `(?<=\\b(?:${NUMBERED}|${NUMBERED.toLowerCase()})s? )${NUMERAL}('s)?(?!')`,
    ([, numeral = '', ending = '']) => cardinal(String(valueOf(numeral))) + ending,
  ),
  // no initialism looks like these
  rule(/II|III|VII|VIII|XII|XIII/, ([numeral]) => cardinal(String(valueOf(numeral)))),
  // "Pentium III", "Article VII": one with two letters may be an initialism
  rule(/(?<=[A-Z][a-z]+ )(II|III|VI|VII|VIII|IX|XI|XII|XIII)/, ([, numeral = '']) =>
    cardinal(String(valueOf(numeral))),
  ),
];
