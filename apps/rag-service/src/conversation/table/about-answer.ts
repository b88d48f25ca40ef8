import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** What people say about the last answer. */
export const ABOUT_ANSWER: readonly Intent[] = [
  {
    name: 'are-you-sure',
    says: phrases`
      are you sure
      are you certain about that
      is that really true
      is that right
      really
      can I rely on that
      are you sure that is correct
      do you really mean that
      seriously
      I am not sure I believe that
      how do you know
      is that definitely so
    `,
    not: phrases`
      how do I make sure my backup works
      is it true that leave expires
      how sure must I be before I report a mail
      is it really free to park
      is the right form on the intranet
      how do I know that my mail is encrypted
      is insurance included
      who makes sure that doors are locked
      how do I check if my leave is approved
      am I certain to get a room
      how do I know who my manager is
      is my bonus guaranteed
    `,
  },
  {
    name: 'where-from',
    says: phrases`
      where does it say that
      where did you get that from
      what is your source
      which document is that from
      where is that written
      who says so
      says who
      show me where you found that
      which page is that on
      what is that based on
      can you cite that
      where can I read that up
    `,
    not: phrases`
      where do I find the handbook
      where does it say how much leave I have
      which document do I need for a visa
      where is the source code kept
      where do I get a badge
      on which page is the travel form
      which form do I use for expenses
      where can I read about parental leave
      where is my payslip
      who says what I may wear
      what is the policy on citing sources
      where do I write my name
    `,
  },
  {
    name: 'not-what-i-asked',
    reply: 'I am sorry. Please ask once more in other words, and I look again.',
    says: phrases`
      that is not what I asked
      that's not my question
      you did not answer my question
      I asked something else
      no, I meant something different
      that has nothing to do with my question
      you misunderstood me
      that's not what I wanted to know
      you got me wrong
      that does not help me
      not that
      I didn't mean that
      that isn't what I said
    `,
    not: phrases`
      who answers questions about pay
      what did the auditor ask
      what do I do if nobody answers
      what if my request is not answered
      what was asked in the last survey
      I did not get an answer from payroll
      what does it mean when the light is red
      the mail is not what I expected
      where do I ask about insurance
      my order is not what I wanted, how do I send it back
      the help page does not help with my printer
    `,
  },
  {
    name: 'you-are-wrong',
    reply:
      'I am sorry if that was wrong. I can only say what is in the documents; please check it with DESK.',
    says: phrases`
      you are wrong
      that's wrong
      that is not true
      no, that is incorrect
      that can't be right
      you made a mistake
      that's nonsense
      I don't think that's correct
      you're mistaken
      that is false
      what you said is not right
      that information is out of date
      this is rubbish
      you are useless
    `,
    not: phrases`
      what do I do when my payslip is wrong
      what is wrong with my account
      how do I report an error in an invoice
      my password is wrong
      the clock on the wall is wrong
      I made a mistake in my timesheet, how do I correct it
      what happens if I enter a false date
      the address in the directory is incorrect
      where do I report wrong information on the website
      I took the wrong key
      is my certificate out of date
    `,
  },
];
