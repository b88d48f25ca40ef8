/** More questions over the example documents than the bundled ones: question, document, a phrase of the answer (empty where several would do). */
export const ANSWERABLE: readonly (readonly [string, string, string])[] = [
  ['How do I change my password?', 'change-password.md', 'accounts.example.edu'],
  ['The printer says paper jam', 'printer-jam.md', 'paper'],
  ['How much does a colour page cost?', 'print-quota.md', 'colour'],
  ['What is the name of the network for guests?', 'wifi-guests.md', 'Northfield-Guest'],
  ['How long does a guest account last?', 'guest-accounts.md', '12 months'],
  ['Where can I find the service desk?', 'service-desk-hours.md', 'G12'],
  ['How do I get a bigger mailbox?', 'mailbox-full.md', 'head of department'],
  ['Can I still get back a mail that I deleted last week?', 'restore-deleted-files.md', ''],
  ['Who do I call when the projector shows no picture?', 'lecture-room-av.md', '4100'],
  ['Which drive should I keep my drafts on?', 'file-storage-sharing.md', 'home drive'],
  ['How do I register a game console?', 'wifi-phone-tablet.md', 'hardware address'],
  ['My VPN says error 809', 'vpn-trouble.md', '443'],
  ['I clicked on a link in a phishing mail', 'phishing-spam.md', ''],
  ['How do I record my voicemail greeting?', 'telephone-voicemail.md', '4999'],
  ['What happens to my mail when I leave the college?', 'leaving-the-college.md', ''],
  ['When do college computers update?', 'install-software.md', 'Tuesdays'],
  ['How long does it take to replace a battery?', 'repairs.md', '2 working days'],
  ['How do I forward all my mail while I am away?', 'out-of-office.md', ''],
  ['Is the recording of a video meeting kept for ever?', 'video-meetings.md', '120 days'],
  ['How many people can join a video meeting?', 'video-meetings.md', '300'],
];

export const UNANSWERABLE: readonly string[] = [
  'How do I plant tomatoes?',
  'What time is it in New York?',
  'Who wrote Romeo and Juliet?',
  'Can you book me a table for two?',
  'What is the score of the cricket match?',
  'Where do I catch the train to the airport?',
  'How do I cook rice?',
  'What does the Bible say about love?',
  'My washing machine is leaking',
  'Should I invest in shares?',
];

/** As speech recognition writes them. */
export const MISHEARD: readonly (readonly [string, string])[] = [
  ['how do i connect to the why fi on my laptop', 'wifi-campus-laptop.md'],
  ['the v p n keeps dropping', 'vpn-trouble.md'],
  ['i forgot my pass word', 'reset-forgotten-password.md'],
  ['how do i report a fishing email', 'phishing-spam.md'],
  ['how do i set up multi factor authentification', 'mfa-set-up.md'],
  ['how do i listen to my voice male', 'telephone-voicemail.md'],
  ['how do i borrow a lap top', 'laptop-loans.md'],
  ['how do i install the vee pee en', 'vpn-install.md'],
  ['my mail box is full', 'mailbox-full.md'],
  ['how do i book a meating room', 'calendar-rooms.md'],
  ['the projecter does not work', 'lecture-room-av.md'],
  ['can i share my calender', 'calendar-rooms.md'],
];
