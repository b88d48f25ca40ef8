import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** What people say to be polite, and the little words that answer a question of the agent. */
export const COURTESIES: readonly Intent[] = [
  {
    name: 'hello',
    isWeak: true,
    reply: 'Hello! What would you like to know?',
    says: phrases`
      hello
      hi
      hey there
      hi Parley
      hello everybody
      good morning
      good afternoon to you
      good evening
      good day
      greetings
      hello, my name is Tom
      hi, this is Anna speaking
      hello, is anybody there
      are you there
      nice to meet you
      my name is Tom
      this is Anna from accounting
      it's me again
    `,
    not: phrases`
      how do I record a greeting for my voicemail
      where do I find good coffee in the morning
      is the desk open in the morning
      what happens at the welcome meeting
      whom do I greet at reception
      is anybody at the front desk on Saturday
      who is there in the evening
      is there a shuttle in the afternoon
      how do I change the name on my account
      where do new people meet on the first day
    `,
  },
  {
    name: 'how-are-you',
    isWeak: true,
    reply: 'I am fine, thank you. What would you like to know?',
    says: phrases`
      how are you
      how are you doing today
      how's it going
      are you well
      how do you do
      how have you been
      how is your day
      you all right
      hello, how are you
      what's up
      how do you feel
    `,
    not: phrases`
      how are you meant to log in
      how are complaints handled
      how are the rooms booked
      how are bonuses paid
      how do I do my expenses
      how is the day off counted
      what do I do when I feel unwell
      how is overtime paid
      how is the weather service reached
      how are grades published
    `,
  },
  {
    name: 'thanks',
    isWeak: true,
    reply: 'You are welcome. Is there anything else?',
    says: phrases`
      thanks
      thank you
      thank you very much
      many thanks for your help
      cheers
      great, thanks
      okay thank you
      thanks, that answers my question
      thanks a lot, that was all I needed
      that is all I wanted to know
      thank you, you have been very helpful
      perfect, that helps a lot
      I appreciate it
      that was useful, thank you
      brilliant, just what I wanted to know
      no thank you
      wonderful, much appreciated
    `,
    not: phrases`
      how do I thank a colleague in public
      how do I send a thank you mail
      who gets a thank you gift
      can I accept a gift as thanks
      is there an award for helpful people
      what help can I get with my thesis
      where do I get help with the printer
      is a card enough to say thanks
      how is good work rewarded
      who helps with a move
      thank you note
      thank you mail to the team
      thank you letter template
    `,
  },
  {
    name: 'goodbye',
    isWeak: true,
    reply: 'Goodbye, and have a good day.',
    says: phrases`
      goodbye
      bye
      bye bye
      see you later
      okay bye then
      good night
      have a nice day
      that's all, goodbye
      talk to you soon
      I have to go now
      I'm done, you can hang up
      thanks, bye
      farewell
      take care
    `,
    not: phrases`
      how do I leave a meeting
      what do I do on my last day
      how do I hang up the desk phone
      when does the night shift end
      is the library open at night
      how do I say goodbye to a colleague who retires
      how do I log out
      when can I go home
      is there a farewell party budget
      what happens when I leave
      how many days off do I have
    `,
  },
  {
    name: 'yes-no',
    isWeak: true,
    reply: 'All right. Just ask when you need something.',
    says: phrases`
      yes
      no
      okay
      all right
      right
      fine
      sure
      yes please
      nope
      yeah
      never mind
      nothing
      I see
      got it
      good
      no, that's all
      that is correct
      of course
      um
      hmm
      forget it
    `,
    not: phrases`
      is it all right to eat at my desk
      what is a fine for late books
      is it okay to lend my badge
      who says yes to a leave request
      is a yes by mail enough
      what are my rights
      do I have nothing to pay
      is the right lane for buses
      is it correct that parking is free
      what happens if I say no
    `,
  },
  {
    name: 'did-not-catch',
    reply: 'I am sorry, I did not catch that. Could you say it again?',
    says: [],
    not: [],
  },
];
