/** What form an answer must have. */
export type AnswerKind =
  | 'duration'
  | 'time'
  | 'count'
  | 'amount'
  | 'place'
  | 'contact'
  | 'choice'
  | 'steps'
  | 'advice'
  | 'problem'
  | 'any';

const NUMBER = String.raw`\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twice|once|half)\b`;
const UNIT_OF_TIME = String.raw`(?:second|minute|hour|day|night|week|month|term|year)s?\b`;

const ASKING: readonly (readonly [RegExp, AnswerKind])[] = [
  [/\bhow (?:long|soon|fast|quickly|often)\b/, 'duration'],
  [/\bhow many (?:minutes|hours|days|weeks|months|years)\b/, 'duration'],
  [
    /\bhow (?:much|big|large)\b|\bwhat (?:does|do|is|are|must) .*\b(?:cost|price|fee|pay)\b/,
    'amount',
  ],
  [/\bhow many\b/, 'count'],
  [/\bwho (?:do|can|should|shall|must|could|would) i\b|\bwhom\b/, 'contact'],
  [/\bwhen (?:is|are|do|does|can|could|will|did|should|must|may)\b|\bwhat time\b/, 'time'],
  [/\b(?:opening|office) (?:hours|times)\b/, 'time'],
  [/\bwhere\b/, 'place'],
  [/\bhow (?:do|can|could|should|would|to|am|will|does)\b/, 'steps'],
  [/\bwhat (?:do|should|can|must|shall) i do\b/, 'advice'],
  [/\bwhich\b|\bwhat (?:kinds?|sorts?|types?)\b/, 'choice'],
  [
    /\b(?:not|cannot|can't|won't|doesn't|isn't|broken|stuck|keeps|fails?|full|locked|error|slow)\b/,
    'problem',
  ],
];

const HOLDING: Partial<Record<AnswerKind, RegExp>> = {
  duration: new RegExp(
    `(?:${NUMBER})(?:\\S*\\s+){1,2}${UNIT_OF_TIME}|\\b(?:for ever|at once|immediately|never|daily|weekly|yearly)\\b`,
    'i',
  ),
  time: new RegExp(
    String.raw`\d{1,2}:\d\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:${NUMBER})(?:\S*\s+){1,2}${UNIT_OF_TIME}|\bat (?:night|noon|once)\b`,
    'i',
  ),
  count: new RegExp(NUMBER, 'i'),
  amount:
    /\d+\s*(?:pounds?|pence|euros?|dollars?|percent|[KMGT]B|\w*bytes?)|[£€$]\s?\d|\b(?:free|no charge|costs nothing)\b/i,
  place:
    /\b(?:room|building|floor|library|counter|reception|page|menu|button|folder)\b|\b[\w-]+(?:\.[\w-]+){2,}|@|[“"]/i,
  contact:
    /\b(?:extension|service desk|office|team|officer|manager|department|registry|owner)\b|@/i,
};

/** Who asks nothing tells of a problem: "I spilled coffee on my laptop". */
const INTERROGATIVE =
  /^(?:is|are|do|does|can|could|may|will|would|should|must|am|was|has|have)\b|\b(?:what|which|who|when|where|why|how|can i|do i|may i|want|need|tell me)\b/;

/** What kind of answer a question asks for, from how it is put. */
export function kindAskedFor(question: string): AnswerKind {
  const asked = question.toLowerCase();
  const found = ASKING.find(([pattern]) => pattern.test(asked))?.[1];
  return found ?? (INTERROGATIVE.test(asked) ? 'any' : 'problem');
}

const VERBS =
  `add allow ask book bring call check choose click close collect come connect contact copy create delete dial
  disconnect download drag empty enter fill find follow give go hold install list look make move name open pick plug
  press print pull put raise register remove report request reset restart save scan search select send set share sign
  start switch take tap tell tick touch try turn type unplug update upload use wait write`.replace(
    /\s+/g,
    '|',
  );
const CONDITION = '(?:if|when|to|after|before|on|in|from|for|with|at)';
const INSTRUCTION = new RegExp(
  `^(?:${CONDITION} .*[,:] (?:then )?)?(?:please )?(?:${VERBS})\\b|\\byou can\\b.*\\b(?:${VERBS})\\b`,
  'i',
);

/** Whether a sentence says what to do: it begins with a verb, perhaps after a condition. */
export function instructs(text: string): boolean {
  return INSTRUCTION.test(text);
}

/** Whether a text holds what this kind of question asks for: a time, a number, a place. */
export function holdsKind(text: string, kind: AnswerKind): boolean {
  return HOLDING[kind]?.test(text) ?? false;
}
