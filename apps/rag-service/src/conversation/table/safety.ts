import type { Intent } from '../intent.js';
import { phrases } from './phrases.js';

/** Danger to somebody: the reply is what `SAFETY_REPLIES` says. */
export const SAFETY: readonly Intent[] = [
  {
    name: 'safety-fire',
    safety: 'fire',
    says: phrases`
      there is a fire
      fire, fire
      the kitchen is on fire
      something is burning in the server room
      there is smoke coming out of the lift
      the building is burning
      flames are coming from the printer
      I smell gas in the hall
      my laptop battery is smoking
      help, it is burning
      the fire alarm is ringing and there is smoke
      the curtains have caught fire
      there has been an explosion
      what should I do if there is a fire
      what do I do in case of fire
      the rubbish is burning
      there are flames in the stairwell
      I see smoke on the second floor
      it smells of burning and the socket is smoking
      the oven is on fire, what do I do
      there is a gas leak
      the car park is full of smoke
      sparks are flying from the fuse box and it burns
    `,
    not: phrases`
      where is the fire extinguisher
      when is the next fire drill
      who is the fire warden
      how do I fire somebody
      is smoking allowed
      where may I smoke
      what is a firewall rule
      how do I burn a disc
      where are the fire exits
      who services the fire alarm
      how do I report burnt out bulbs
      when is the gas meter read
      how do I avoid burnout
      how often are extinguishers checked
      where do we gather when the fire alarm rings
      where is the assembly point
      how do I recycle old batteries
      the light in the stairwell is broken
      can I light a candle
      my laptop gets hot
      the car park is full
    `,
  },
  {
    name: 'safety-medical',
    safety: 'medical',
    says: phrases`
      my colleague has collapsed
      he is not breathing
      she is unconscious on the floor
      somebody is having a heart attack
      I think I am having a stroke
      she is bleeding badly
      there has been a serious accident and someone is hurt
      I have chest pain and cannot breathe
      he got an electric shock and does not move
      he is choking
      someone fainted and does not wake up
      call an ambulance
      it is an emergency, we need a doctor now
      she has swallowed poison
      a person fell from the roof
      he is having a seizure
      she took an overdose
      there is blood everywhere
      what should I do if somebody collapses
      what do I do if a person is unconscious
      he passed out
      she took too many tablets
      a student is lying on the ground and does not react
      he cut himself and it won't stop bleeding
      someone has a severe allergic reaction
      my arm is numb and my chest hurts
      she hit her head and is confused
      I can't breathe
      there has been an accident with the machine, his hand is crushed
      somebody is drowning
      he has no pulse
      a woman was hit by a car
    `,
    not: phrases`
      where is the first aid kit
      who are the first aiders
      how do I report an accident at work
      how do I book a doctor's appointment
      how do I send a sick note
      is the health insurance paid
      my laptop died
      the server has collapsed
      my mouse does not move
      where is the defibrillator
      my computer does not wake up
      what is the emergency number for the lift
      how do I become a first aider
      who do I call in an IT emergency
      is there a course on first aid
      my colleague is on leave
      my colleague needs a new badge
      my boss is ill today
      somebody is at the door
      someone left an umbrella
      she has left the company
      a visitor is waiting at reception
      he is not on the mailing list
      can I be injured by the screen
      she got a new desk
      where do I hand in a doctor's note
    `,
  },
  {
    name: 'safety-self-harm',
    safety: 'self-harm',
    says: phrases`
      I want to kill myself
      I want to die
      I don't want to live any more
      I am thinking about suicide
      I am going to hurt myself
      I cut myself when I am sad
      life has no point any more
      everybody would be better off without me
      I can't go on living
      I want to end it all
      I am suicidal
      my friend says she wants to take her own life
      I have been harming myself
      I wish I was dead
      I feel so hopeless that I want it to be over
      I am going to take my life
      there is no reason to live
      nobody would care if I died
      I think about killing myself every day
      I'm going to jump off the roof
      I just want to disappear for ever
      I don't want to wake up tomorrow
      I have written a farewell letter and I will end it
      no one will miss me when I am gone
      the world would be a better place if I were not in it
    `,
    not: phrases`
      how do I kill a process
      I can't go on with this slow laptop
      how do I end a meeting
      where do I find counselling
      is there support for mental health
      this spreadsheet is killing me
      when does my contract end
      what is the deadline
      I hurt my back lifting a box, where do I report it
      how do I cut a video
      I want to leave the company
      how do I end my subscription
      I am dying to know when the canteen opens
      I am sad that the canteen is closed
      nobody answers my mails
      I don't want to get these mails any more
      I want to change my desk
      I can't find my badge
      I am unhappy with my chair
      nobody would notice the wrong date
    `,
  },
  {
    name: 'safety-threat',
    safety: 'threat',
    says: phrases`
      somebody is threatening me
      a man with a knife is in the lobby
      someone has a gun
      there is a shooting
      I am going to kill him
      I will shoot you all
      my partner beats me
      somebody is attacking a colleague
      there is a bomb in the building
      I was assaulted
      he said he will hurt me
      a stranger is following me and I am afraid
      someone broke in and is still here
      I'm going to blow this place up
      they are fighting and somebody will get hurt
      help, I am being attacked
      I was raped
      my ex-husband is waiting outside and says he will kill me
      a colleague hit me
      a man is running around with an axe
      somebody has taken a hostage
      I got a message that says I will be killed
      I will bring a weapon and they will all pay
      someone is trying to break into the building
      he pushed me and will not let me go
      there is an armed man here
    `,
    not: phrases`
      how do I report a phishing attack
      what is a denial of service attack
      how do I report harassment
      who is responsible for security threats
      can I bring a pocket knife
      how do I kill a background job
      when is the next security training
      how do I shoot a video
      my files are threatened by a virus
      where do I report a stolen laptop
      what is the policy on violence at work
      how do I block a caller
      where do I lock up my bike
      what is a threat model
      I am afraid I lost my badge
      my colleague will be pleased
      my boss is on a business trip
      there is a man from the delivery service here
      someone is in my meeting room
      a colleague sits at my desk
      they are moving to the third floor
      somebody took my chair
      my manager will not approve my leave
      there is somebody from the bank for you
    `,
  },
];
