import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** What people want to have done with the last answer. */
export const ANSWER_COMMANDS: readonly Intent[] = [
  {
    name: 'spell',
    act: 'spell',
    reply: 'I am sorry, I can only spell aloud, in a conversation by voice.',
    says: phrases`
      spell it
      spell that please
      can you spell the name
      how do you spell that
      could you spell that out for me
      letter by letter please
      how is that address spelled
      what's the spelling
      give me that letter by letter
      spell the last word
      how is it written
      please spell out that web address
    `,
    not: phrases`
      how do I switch on the spell checker
      is there a spelling check in the mail program
      my name is spelled wrong on my badge
      how do I correct the spelling of my name
      where do I write my name on the form
      what does the acronym mean
      what letter do I need from my doctor
      how do I write a letter of complaint
      which words go on the cover sheet
      what language is the manual written in
    `,
  },
  {
    name: 'continue',
    act: 'continue',
    says: phrases`
      go on with what you were saying
      please finish what you were saying
      carry on where you stopped
      sorry, you were saying
      continue with your answer
      I interrupted you, please go on
      keep talking
      finish your sentence
      resume
      please continue
      go on
      go on please
      carry on
      keep going
      okay, continue
    `,
    not: phrases`
      can I continue my course next year
      how do I resume a paused download
      how do I keep my mailbox after I leave
      can I carry my leave over
      how do I go on a business trip
      what is the next step
      who keeps the minutes
      how do I extend my contract
      can I keep the laptop
      when do I finish my probation
    `,
  },
  {
    name: 'go-back',
    says: phrases`
      go back
      back please
      go back one step
      what was the one before that
      the previous one please
      go back to what you said before
      can you return to the earlier answer
      back up a bit
      what did you say before that
      previous answer
      take me back to the last step
    `,
    not: phrases`
      how do I give my laptop back
      when do I get my money back
      how do I get back a deleted file
      how do I go back to the previous version of a document
      can I go back to work after parental leave
      how do I restore an older backup
      when do books have to be back
      how do I return a parcel
      who calls me back
      what do I do when I come back from leave
    `,
  },
];
