const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/**
 * The ways in which people read a number of up to four digits aloud:
 * 4070 is "four thousand seventy", "forty seventy" and "four zero seven zero" (or "oh" for zero).
 */
export function readingsOf(digits: string): string[][] {
  const singly = [...digits].map((digit) => ONES[Number(digit)] ?? '');
  const readings = [cardinal(Number(digits)), pairs(digits), singly];
  if (digits.includes('0') && digits.length > 1)
    readings.push(singly.map((word) => (word === 'zero' ? 'oh' : word)));
  return readings.filter((words) => words.length > 0);
}

function cardinal(value: number): string[] {
  if (value < 20) return [ONES[value] ?? ''];
  if (value < 100) return [TENS[Math.floor(value / 10)] ?? '', ...rest(value % 10)];
  const [unit, name] = value < 1_000 ? [100, 'hundred'] : [1_000, 'thousand'];
  return [...cardinal(Math.floor(value / unit)), name, ...rest(value % unit)];
}

function rest(value: number): string[] {
  return value === 0 ? [] : cardinal(value);
}

/** "365" as "three sixty five", "2026" as "twenty twenty six"; empty where nobody says it so. */
function pairs(digits: string): string[] {
  if (digits.length < 3 || /^0|0\d$|00$/.test(digits)) return [];
  const cut = digits.length - 2;
  return [...cardinal(Number(digits.slice(0, cut))), ...cardinal(Number(digits.slice(cut)))];
}
