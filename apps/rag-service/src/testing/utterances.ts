import { phrases } from '../conversation/table/phrases.js';

/** Utterances that are not in the table of intents, by what they mean. */
export const UTTERANCES: Readonly<Record<string, readonly string[]>> = {
  stop: phrases`
    enough now
    quit talking
    oh do be quiet
    would you please stop
    no no stop, that is enough
  `,
  wait: phrases`
    wait a sec, someone is at the door
    hold that thought
    give me two minutes
    just a moment, I have another call
  `,
  repeat: phrases`
    sorry, could you say that once more
    I beg your pardon
    what was the last thing you said
    can you repeat the number
  `,
  slower: phrases`
    could you speak slower
    that was far too fast for me
    take it easy, not so quickly
  `,
  faster: phrases`
    can you speed it up a little
    talk quicker
  `,
  louder: phrases`
    a little louder, please
    I can't hear a word you're saying
    could you turn up your voice
  `,
  quieter: phrases`
    can you keep your voice down
    you're far too loud
    softer please
  `,
  spell: phrases`
    how do you write that
    could you give me the spelling of her name
    spell that word
  `,
  continue: phrases`
    okay, you can go on now
    please carry on with what you were telling me
  `,
  'go-back': phrases`
    can we go back to the previous answer
    one step back please
  `,
  'who-are-you': phrases`
    and who might you be
    what do they call you
    can you tell me who you are
  `,
  'are-you-a-person': phrases`
    are you actually human
    is this a recording or a real person
    are you some kind of bot
  `,
  thanks: phrases`
    thanks a million, you saved my day
    that's great, thank you
    okay, thanks for that
    thank you kindly
    thanks, my colleague will be happy about that
    yes, thanks
  `,
  hello: phrases`
    good morning Parley
    hello, this is Maria from the finance team
    hey
  `,
  goodbye: phrases`
    bye for now
    all right, see you tomorrow
    okay, that was everything, goodbye
    thanks, bye
  `,
  'what-can-you-do': phrases`
    what kind of questions can I ask you
    what are you good at
    could you help me please
  `,
  'are-you-sure': phrases`
    are you absolutely sure about this
    can I trust that answer
  `,
  'where-from': phrases`
    where is that stated
    which document did you find that in
    what's your source for this
  `,
  'not-what-i-asked': phrases`
    no, my question was a different one
    you haven't answered what I asked
    that wasn't my question at all
  `,
  'you-are-wrong': phrases`
    I'm afraid that's wrong
    no, that's not correct
    you've got that completely wrong
  `,
  human: phrases`
    can you put me through to a real person
    I'd like to speak to somebody at the desk
    give me a human please
  `,
  time: phrases`
    could you tell me the time
    what time do we have
  `,
  'how-are-you': phrases`
    how are you today
    and how are you doing
    hello, how are you
  `,
  'yes-no': phrases`
    yep
    no, nothing else
    okay then
  `,
  'safety-fire': phrases`
    there's a fire in the bin room
    smoke is coming out of the server cabinet
    help, the office is burning
    the toaster is in flames
    I can see smoke in the corridor
    there is a burning smell and smoke from the socket
    the warehouse caught fire
  `,
  'safety-medical': phrases`
    somebody just collapsed in the corridor and is not breathing
    my boss is clutching his chest, I think it's a heart attack
    there has been an accident, she is bleeding a lot
    a visitor is unconscious
    my colleague collapsed and isn't breathing
    help, the cleaner fell down the stairs and hit her head, she's not responding
    my chest really hurts and my arm is numb
    someone here is having an allergic reaction and can't breathe
    a man just passed out in the canteen
    she's not waking up
    he cut his hand off in the machine
    I took too many pills
  `,
  'safety-self-harm': phrases`
    I don't want to be alive any longer
    I've been thinking of killing myself
    honestly I just want to die
    I don't see any reason to keep living
    I'm thinking of ending my life
    I want to hurt myself
    nobody would miss me if I were gone
  `,
  'safety-threat': phrases`
    there is a man with a gun at the entrance
    someone is attacking my colleague
    I'm going to hurt somebody here
    my ex is outside and says he'll kill me
    someone is waving a knife around in reception
    I'm going to bring a gun tomorrow
    there's a guy shooting in the building
    my boss hit me
  `,
  question: phrases`
    how do I stop the alarm on my calendar
    how long do I have to wait for a parking permit
    how do I repeat a payment
    why is the guest network so slow
    the speaker in room four is not loud enough
    how do I spell check a document
    can I carry over unused leave
    who is my HR contact
    are personal devices allowed
    how can a person with a disability get parking
    whom do I thank for the flowers
    how do I say hello in the welcome mail
    what time does the canteen close
    what can I do if my claim is rejected
    where does it say how long a loan lasts
    am I sure to get my deposit back
    what do I do when my badge is wrong
    who do I talk to about a pay rise
    where is the nearest fire extinguisher
    how do I fire an employee
    how do I kill a frozen program
    my laptop died this morning
    where is the first aid room
    how do I report a stolen bike
    how do I connect to the vpn
    how many sick days do I get
    does the company pay for my phone
    the projector shows no picture
    and for part timers
    do they expire
    what about guests
    is there free coffee
    I need a new keyboard
    my mailbox is full
    tell me about travel insurance
    when do I hear back from payroll
    can I work from home on Fridays
    next
    what is the procedure for a visa letter
    who signs the contract
    hello, my printer is broken
    who are you calling with the projector
    no, the one on the second floor
    thank you mail
    Hello world program
    help me print
    What time does the help desk open? I need help with my mail.
    is there a fire assembly point
    who do I call when the fire door is broken
    how do I get a first aid certificate
    can I kill a print job
    what is the smoking policy
    how do I report an injury to insurance
    how do I shoot a training video
    my phone battery died
    where can I get counselling
    what is the deadline for claims
    how do I escape special characters
    who is the health and safety officer
    is the burn rate of the project in the report
    does the insurance cover a heart operation
    who feeds the fish
    how do I block a threatening mail
    can I get hurt by the paper shredder
    how do I dispose of dead batteries
    how is blood donation leave counted
    what does the bomb squad course cost
  `,
};
