/**
 * How people ask for help, whatever it is about. `N` stands for a thing and `V` for an action that the
 * documents name. Questions are not in the documents, so without these the model would not expect any.
 */
export const NOUN_TEMPLATES = lines(`
  my N is not working
  my N does not work
  my N doesn't work
  my N isn't working
  my N will not start
  my N won't start
  my N won't connect
  my N stopped working
  my N has stopped working
  my N is broken
  my N is very slow
  my N is full
  my N is locked
  my N is lost
  my N was stolen
  my N keeps dropping
  my N keeps crashing
  my N has expired
  the N is not working
  the N does not work
  the N is broken
  the N keeps going
  something is wrong with my N
  what is wrong with the N
  there is a problem with the N
  i have a problem with my N
  i am having trouble with the N
  i have lost my N
  i lost my N
  i forgot my N
  i have forgotten my N
  i broke my N
  i have a new N
  i got a new N
  i got a strange N
  i received a N
  i need a N
  i need a new N
  i need help with the N
  i want a N
  i would like a N
  i can't open the N
  i cannot open my N
  i can't find the N
  i can't get into my N
  i can't connect to the N
  how do i get a N
  how do i get a new N
  how can i get N
  how do i use the N
  how do i set up my N
  how do i set up N
  how do i install the N
  how do i connect to the N
  how do i reset my N
  how do i change my N
  how do i request a N
  how do i report a N
  how does the N work
  how long does the N last
  how long is the N
  how many N do i get
  how many N can i have
  how much does a N cost
  how much is a N
  how big is my N
  what is the N
  what is a N
  what are the N
  what happens to my N
  what happens with the N
  what do i do with my N
  what should i do about the N
  what should i do with an old N
  when is the N
  when is the N open
  when does the N open
  when does the N close
  where is the N
  where is my N
  where do i find the N
  where can i find my N
  where can i get a N
  who do i ask about the N
  who can help me with my N
  who is responsible for the N
  is the N open
  is there a N
  is the N free
  are there any N
  do you have a N
  do i need a N
  can i have a N
  can i get a N
  can i use my N
  can i use the N
  can you help me with my N
  could you help me with the N
  tell me about the N
  please help me with my N
  what about the N
`);

export const VERB_TEMPLATES = lines(`
  how do i V
  how can i V
  how should i V
  how do you V
  how long does it take to V
  how much does it cost to V
  can i V
  could i V
  may i V
  can you V
  could you V
  can you help me V
  could you help me to V
  can you tell me how to V
  could you tell me how to V
  please tell me how to V
  i want to V
  i need to V
  i would like to V
  i'd like to V
  i have to V
  i am trying to V
  i'm trying to V
  i cannot V
  i can't V
  i do not know how to V
  i don't know how to V
  am i allowed to V
  is it possible to V
  where do i V
  where can i V
  when can i V
  what do i need to V
  what do i have to do to V
  what should i do to V
  who do i ask to V
  who can V
  do i have to V
  do i need to V
  should i V
  why can't i V
  why do i have to V
  what is the best way to V
  what happens if i V
  what happens when i V
`);

/** What is said in any conversation. */
export const SMALL_TALK = lines(`
  hello
  hi
  hey
  hello there
  good morning
  good afternoon
  good evening
  thank you
  thank you very much
  thanks
  thanks a lot
  yes
  yes please
  no
  no thank you
  no thanks
  okay
  all right
  great
  goodbye
  bye
  stop
  wait
  sorry
  excuse me
  please help me
  can you help me
  i need help
  i have a question
  i have a problem
  what should i do
  what can i do
  what do i do
  what do i do now
  what can you do
  what was that
  what does that mean
  can you repeat that
  could you say that again
  please say that again
  i did not understand that
  that is all
  that was all
  never mind
  who are you
  how are you
  is that all
  and then
  why
  why not
  when
  where
  how
  how long
  how much
  how many
`);

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
