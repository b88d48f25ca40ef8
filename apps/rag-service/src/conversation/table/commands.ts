import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** What people want of the voice itself. */
export const COMMANDS: readonly Intent[] = [
  {
    name: 'stop',
    act: 'stop',
    reply: 'All right.',
    says: phrases`
      stop
      please stop talking
      stop it now
      be quiet
      shut up
      that's enough
      okay that is enough, thank you
      silence please
      no more
      cancel that
      never mind, stop
      hush, you can stop now
      I don't want to hear any more
    `,
    not: phrases`
      how do I stop the printer
      when does the bus stop running
      who stops the backup job
      how do I cancel a booking
      can I stop my subscription to the newsletter
      where is the emergency stop
      is there a quiet room in the library
      the printer stops after one page
      stop my mail from being forwarded
      what is the stop code for the machine
      how do I turn notifications off
    `,
  },
  {
    name: 'wait',
    act: 'wait',
    reply: 'Take your time.',
    says: phrases`
      wait
      wait a moment
      hold on
      hang on a minute
      just a second
      one moment please
      give me a second
      hold on, let me write that down
      wait, I need to find something to write with
      bear with me
      let me think for a moment
      I'm not ready yet
      not so quick, let me get a pen and paper
    `,
    not: phrases`
      how long do I have to wait for a new laptop
      is there a waiting list for parking
      how long is the wait for a repair
      what do I do while I wait for my account
      how do I put a call on hold
      what is the hold music
      how long may I hold a reservation
      how do I put a book on hold
      where do visitors wait
      do I have to wait a year before I get leave
      who holds the key to the second floor
    `,
  },
  {
    name: 'repeat',
    act: 'repeat',
    says: phrases`
      repeat that
      say that again please
      could you repeat what you just said
      what did you say
      pardon
      sorry, what
      come again
      one more time
      I missed that, say it once more
      I didn't hear you, what was that
      can you say the last part again
      tell me again
      excuse me, I did not get that
      could you go over that once more
    `,
    not: phrases`
      how do I repeat a course
      can I repeat an exam
      how do I set up a repeating meeting
      what does the handbook say about leave
      how do I say no to a meeting
      what did the last audit say
      how often can I take a course again
      can I book the room again
      do I have to log in again
      where do I hear my voice messages
      how do I play a recording again
    `,
  },
  {
    name: 'slower',
    act: 'slower',
    reply: 'I will try to be short.',
    says: phrases`
      slower please
      slow down
      speak more slowly
      you are going too fast
      that was too quick
      not so fast
      can you talk a little slower
      I can't keep up with you
      could you slow your speech down
      please take it slowly
      you speak too quickly for me
    `,
    not: phrases`
      why is my computer so slow
      the network is slower than yesterday
      my laptop slowed down after the update
      what do I do about slow internet
      the printer is slow
      how fast is the guest network
      is the cable slower than the wireless
      the page loads slowly
      why does the video play too fast
      how quickly will I get an answer
    `,
  },
  {
    name: 'faster',
    act: 'faster',
    reply: 'I will try to be quick.',
    says: phrases`
      faster please
      speed up
      talk faster
      you are too slow
      can you speak more quickly
      hurry up
      a bit quicker please
      this is taking too long, go faster
      you talk so slowly
      pick up the pace
      get on with it
    `,
    not: phrases`
      how do I make my laptop faster
      is the wired network faster
      how do I speed up the download
      can my request be handled faster
      what is the fastest way to the station
      which form is quicker
      how do I get faster internet at home
      is there a faster printer
      can I get my expenses paid sooner
      the upload takes too long
    `,
  },
  {
    name: 'louder',
    act: 'louder',
    reply: 'Please turn up the volume of your device.',
    says: phrases`
      louder please
      speak up
      I can't hear you
      turn the volume up
      can you talk louder
      you are too quiet
      I can hardly hear what you say
      raise your voice a bit
      more volume
      your voice is very faint
      could you be a little louder
    `,
    not: phrases`
      how do I turn up the volume in the lecture room
      the projector has no sound
      people in the meeting cannot hear me
      where are the loudspeakers
      the fan of my laptop is very loud
      who do I tell about loud neighbours
      my headset has no sound
      I can't hear the caller on my desk phone
      how loud may music be
      is there a hearing loop in the hall
      can I borrow a speaker
    `,
  },
  {
    name: 'quieter',
    act: 'quieter',
    reply: 'Please turn down the volume of your device.',
    says: phrases`
      quieter please
      not so loud
      turn it down
      lower your voice
      you are too loud
      speak more softly
      can you talk a bit more quietly
      that hurts my ears
      turn the volume down
      you don't need to shout
      stop yelling
      less volume
    `,
    not: phrases`
      is there a quieter place to work
      where are the quiet areas
      how do I turn down a meeting request
      how do I lower the volume of the projector
      the printer is too loud
      how do I turn the heating down
      how do I mute the microphone
      what are the quiet hours
      who turned down my application
      can I lower my working hours
      how do I turn off the ringtone
    `,
  },
];
