import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** What people ask of the agent about itself. */
export const ABOUT_AGENT: readonly Intent[] = [
  {
    name: 'who-are-you',
    reply: 'I am NAME, a voice assistant that answers from the documents it was given.',
    says: phrases`
      who are you
      what is your name
      who am I talking to
      what are you called
      tell me about yourself
      what are you
      introduce yourself
      do you have a name
      who is this
      who made you
      what should I call you
      with whom am I speaking
    `,
    not: phrases`
      who is my line manager
      who are the first aiders
      what is the name of the guest network
      who is in charge of the budget
      what is your refund policy
      who are you calling with the projector
      what are your opening hours
      who is the head of department
      what is the name of the payroll system
      who do I call when the projector fails
      who runs the canteen
      how do I contact reception
    `,
  },
  {
    name: 'are-you-a-person',
    reply: 'No, I am a machine that answers from the documents it was given. My name is NAME.',
    says: phrases`
      are you a person
      are you a real human
      are you a robot
      are you human
      is this a machine
      am I speaking to a computer
      are you an AI
      is that a real voice
      you sound like a robot
      is there a person on the line or a bot
      are you a chatbot
      are you alive
    `,
    not: phrases`
      is there a person at reception at night
      which machine makes coffee
      may I use AI tools at work
      can a real person approve my request by phone
      which computer do I get
      is a robot cleaning the floor
      how do I get a virtual machine
      who is the contact person for interns
      how many people can join a meeting
      do I have to come in person
      is the vending machine free
      is there a chatbot for students
    `,
  },
  {
    name: 'what-can-you-do',
    reply:
      'Ask me a question, and I look for the answer in the documents I was given. You can also tell me to repeat, to spell or to speak more slowly.',
    says: phrases`
      what can you do
      how can you help me
      can you help me
      help
      I need help
      I need some help please
      what can I ask you
      what do you know about
      I have a question
      can I ask you something
      what are you able to do
      what sort of things do you answer
      how do you work
      what is this for
      what are my options
    `,
    not: phrases`
      who can help me with my tax form
      help me print
      I need help with my password
      what can I do when my screen is black
      what can interns do
      what do I need for a visa
      how does overtime work
      how does the booking system work
      which questions are asked in an interview
      what is the projector for
      can you book me a room
      what are my options for working from home
    `,
  },
  {
    name: 'human',
    reply: 'I cannot connect you myself. A person can help you at DESK.',
    says: phrases`
      I want to talk to a human
      can I speak to a person
      get me a real person
      put me through to somebody
      connect me to an agent
      transfer me to a colleague
      I would rather talk to someone
      operator please
      let me speak with your supervisor
      I need a human being
      representative
      can somebody call me
      is there someone I can talk to instead of you
    `,
    not: phrases`
      who do I talk to about parental leave
      how do I transfer a call to a colleague
      can I talk to my manager about pay
      how do I contact human resources
      what is the number of the human resources team
      how do I connect to the network
      who is the person for expenses
      how do I reach an agent for travel bookings
      how do I put a caller through
      how do I become a representative of the staff
      who is my supervisor
      when is a person at the service desk
    `,
  },
  {
    name: 'time',
    reply: 'I am sorry, I have no clock. I only know what is in the documents I was given.',
    says: phrases`
      what time is it
      what's the time
      tell me the time please
      have you got the time
      what is the time now
      can you tell me what time it is
      what day is it today
      what is today's date
      how late is it
      what hour is it
      which day of the week is it
    `,
    not: phrases`
      what time does the desk open
      what time is lunch
      what time is the deadline
      at what time do I have to be in
      what day is payday
      on which day is the canteen closed
      how much time do I have to file a claim
      what date does term start
      when is the next holiday
      how late is the library open
      how do I record my time
      what time is it in New York
    `,
  },
];
