import { phrases } from './phrases.js';

/** What people ask documents, over many subjects: none of it is about the conversation. */
export const ORDINARY_QUESTIONS: readonly string[] = phrases`
  how do I reset my password
  where can I park
  how many days of holiday do I get
  what are the opening hours of the library
  can I bring my dog to the office
  how do I apply for parental leave
  what does a colour print cost
  who approves my expenses
  when is the salary paid
  is lunch included
  how do I connect to the wireless network
  my screen stays black
  the coffee machine does not work
  I lost my key card
  I forgot my password
  I need a new chair
  I want to book a meeting room
  I would like to work from abroad
  tell me about the pension plan
  explain how overtime is counted
  what is the dress code
  do they roll over
  and for contractors
  what about part time staff
  and on a Mac
  how long does it take
  how much is it
  who can use it
  where is it
  what happens after that
  what if I miss the deadline
  does that apply to interns as well
  which one is cheaper
  when does it start
  is there a limit
  next step
  what comes next
  step by step please
  the third floor printer is jammed
  error 809
  vpn on a phone
  parking permit
  lunch at noon
  opening hours on Friday
  colour printing costs
  password expired
  holiday request
  list the benefits
  compare the two plans
  what must I do before I travel
  can two people share a desk
  why was my claim rejected
  should I lock my screen
  may I record a meeting
  how old must I be to apply
  what is the name of the intranet page
  what should I do if I lose my laptop
  what do I do if I am ill
  who wrote this policy
  what are the rules for visitors
  do I have to wear a badge
  is there a gym
  how do I print
  how do I scan a document
  could you tell me when the shuttle leaves
  please tell me how to order a phone
  I have a question about my contract
  can you help me with the wireless network
  my name changed after my wedding, whom do I tell
  do you know where the lost property office is
  do you have a form for travel costs
  are you open on Sunday
  can I get a refund
  how can I help a new colleague
  my screen flickers
  the door of room two does not open
  the lift is out of order
  my salary is late
  the canteen was closed yesterday
  it does not start
  the one on the second floor
  the second one
  the other printer
  what will I earn tomorrow
  will it rain on the day of the outing
  why is the sky blue
  who composed that song
  tell me a story
  what is the capital of Norway
  how do plants grow
  my plant is losing its leaves
  and in the evening
  and on Sunday
  and what about visitors
  and when it is full
  and who pays for it
  I have been here for two years, what notice do I have to give
  I am leaving next month, what happens to my leave
  my husband joined as well, is he covered
  we are moving house, do I get a day off
  I am quitting, will my bonus be paid out
  I got a strange mail, what shall I do with it
  too many attempts and now it will not let me in
  the connection keeps dropping
  I am getting a new tablet, how do I move my files
  do I have to wear gloves at the machine
  does my friend have to be in the same room
  may I cut plastic with it
  is anything on the shared drive backed up
  what is the limit for small jobs
  what is the address for questions to the board
  how do I get rid of an old chair
  when somebody has been promoted, who changes the title
  which insect is that
  why must I not lean on the table
`;
