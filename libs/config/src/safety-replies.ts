import { z } from 'zod';

const DEFAULTS = {
  fire: 'If there is a fire or smoke, warn the people near you, leave the building by the stairs, and call the fire service now, on 112, 911 or your local emergency number.',
  medical:
    'Please call an ambulance now, on 112, 911 or your local emergency number, and ask the people near you for help. Stay with the person if it is safe, and do what the emergency service says.',
  'self-harm':
    'I am sorry that it is so hard. I am only a machine, so please talk to a person now: call 112, 911 or your local emergency number, or a crisis line, or go to somebody near you. You do not have to be alone with this.',
  threat:
    'If somebody is in danger, go to a safe place if you can, and call the police now, on 112, 911 or your local emergency number. Warn the people near you.',
};

const reply = (words: string) => z.string().trim().min(1).default(words);
const Replies = z.strictObject({
  fire: reply(DEFAULTS.fire),
  medical: reply(DEFAULTS.medical),
  'self-harm': reply(DEFAULTS['self-harm']),
  threat: reply(DEFAULTS.threat),
});

/** A JSON object of some replies; the others keep their words. */
export const safetyReplies = z
  .string()
  .transform((text, context) => {
    const given = Replies.safeParse(parsed(text));
    if (given.success) return given.data;
    context.addIssue(
      'it must be a JSON object with texts for "fire", "medical", "self-harm" or "threat"',
    );
    return z.NEVER;
  })
  .default(DEFAULTS);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
