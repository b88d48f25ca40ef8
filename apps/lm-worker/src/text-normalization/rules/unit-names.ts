import { entry, oneOf } from './rule.js';

type Names = readonly [one: string, many: string];

const PREFIXES = { k: 'kilo', K: 'kilo', M: 'mega', G: 'giga', T: 'tera', P: 'peta' };

/** "kB", "Mbit" and so on. */
function withPrefixes(symbol: string, name: string): Record<string, Names> {
  return Object.fromEntries(
    Object.entries(PREFIXES).map(([prefix, said]) => [
      prefix + symbol,
      [`${said}${name}`, `${said}${name}s`],
    ]),
  );
}

function regular(names: Readonly<Record<string, string>>): Record<string, Names> {
  return Object.fromEntries(
    Object.entries(names).map(([symbol, name]) => [symbol, [name, `${name}s`]]),
  );
}

/** What stands behind a number. Spelt as in America, which every voice reads rightly. */
const NAMES: Readonly<Record<string, Names>> = {
  ...withPrefixes('B', 'byte'),
  ...withPrefixes('iB', 'byte'),
  ...withPrefixes('bit', 'bit'),
  ...withPrefixes('b', 'bit'),
  ...withPrefixes('W', 'watt'),
  ...withPrefixes('Wh', 'watt hour'),
  ...regular({ m: 'meter', km: 'kilometer', cm: 'centimeter', mm: 'millimeter', µm: 'micrometer' }),
  ...regular({ nm: 'nanometer', g: 'gram', kg: 'kilogram', mg: 'milligram', µg: 'microgram' }),
  ...regular({ t: 'ton', l: 'liter', L: 'liter', ml: 'milliliter', mL: 'milliliter' }),
  ...regular({ cl: 'centiliter', dl: 'deciliter', s: 'second', sec: 'second', secs: 'second' }),
  ...regular({ ms: 'millisecond', µs: 'microsecond', us: 'microsecond', ns: 'nanosecond' }),
  ...regular({ min: 'minute', mins: 'minute', h: 'hour', hr: 'hour', hrs: 'hour', wk: 'week' }),
  ...regular({ wks: 'week', yr: 'year', yrs: 'year', yd: 'yard', mi: 'mile', lb: 'pound' }),
  ...regular({ lbs: 'pound', oz: 'ounce', pt: 'pint', gal: 'gallon', tsp: 'teaspoon' }),
  ...regular({ tbsp: 'tablespoon', V: 'volt', kV: 'kilovolt', mV: 'millivolt', W: 'watt' }),
  ...regular({ mA: 'milliamp', mAh: 'milliamp hour', Ah: 'amp hour', Wh: 'watt hour' }),
  ...regular({ dB: 'decibel', px: 'pixel', kcal: 'kilocalorie', kJ: 'kilojoule', J: 'joule' }),
  ...regular({ ohm: 'ohm', ohms: 'ohm', kohm: 'kilo ohm', Pa: 'pascal', kPa: 'kilopascal' }),
  ft: ['foot', 'feet'],
  'ft.': ['foot', 'feet'],
  'in.': ['inch', 'inches'],
  'min.': ['minute', 'minutes'],
  'lb.': ['pound', 'pounds'],
  'lbs.': ['pound', 'pounds'],
  'oz.': ['ounce', 'ounces'],
  'hrs.': ['hour', 'hours'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  mph: ['mile per hour', 'miles per hour'],
  kph: ['kilometer per hour', 'kilometers per hour'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  bpm: ['beat per minute', 'beats per minute'],
  fps: ['frame per second', 'frames per second'],
  dpi: ['dot per inch', 'dots per inch'],
  ppm: ['part per million', 'parts per million'],
  psi: ['P S I', 'P S I'],
  '%': ['percent', 'percent'],
  '‰': ['per mille', 'per mille'],
  '°': ['degree', 'degrees'],
  '° C': ['degree Celsius', 'degrees Celsius'],
  '° F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
};

/** Any unit, as a pattern. */
export const UNIT = oneOf(Object.keys(NAMES));

/** Nouns of which one may have half. */
export const MEASURES = oneOf(
  (
    'cup inch foot yard mile meter metre kilometer kilometre liter litre pint gallon teaspoon tablespoon ' +
    'spoon pound ounce gram kilogram kilo ton tonne hour minute second day week month year page dozen ' +
    'million billion acre slice mug glass spoonful point degree turn'
  ).split(' '),
);

/** The unit for this amount; undefined where it is none. */
export function unitWord(symbol: string, amount: string, isMore = false): string | undefined {
  const [one, many] = entry(NAMES, symbol) ?? [];
  return amount === '1' && !isMore ? one : many;
}
