/**
 * Questions, each with a passage that answers it, on subjects that have little to do with one another. How near a model puts a question to
 * its own passage and to the others tells what its cosines mean: see `calibrate`.
 */
export const CALIBRATION_PAIRS: readonly { readonly question: string; readonly passage: string }[] =
  [
    {
      question: 'Why does bread dough have to rest?',
      passage:
        'After kneading, leave the dough in a covered bowl for an hour or two. The yeast turns sugar into gas, which fills the dough with bubbles until it has doubled, and the gluten relaxes, so that the loaf can be shaped without tearing.',
    },
    {
      question: 'How often should I oil the chain of my bike?',
      passage:
        'A bicycle that is ridden daily wants a drop of lubricant on every link each two weeks, and after any ride in heavy rain. Wipe off what is left over, since it collects grit, which wears the sprockets out.',
    },
    {
      question: 'What makes the sea rise and fall twice a day?',
      passage:
        'Tides follow the moon. Its pull heaps up the water on the side of the earth that faces it and on the opposite one; as the earth turns, most coasts pass through both bulges and have two high waters in about 25 hours.',
    },
    {
      question: 'Who is allowed to vote in the election of the parish council?',
      passage:
        'Every resident of the parish who is eighteen or older and stands on the electoral roll may cast a ballot. Those who move in less than a month before polling day vote where they lived before.',
    },
    {
      question: 'How do bees tell each other where to find flowers?',
      passage:
        'A forager that comes home performs a waggle dance on the comb. The angle of her run against the vertical is that of the flight against the sun, and the longer she waggles, the farther away the blossoms are.',
    },
    {
      question: 'When can a knight move in chess although it is surrounded?',
      passage:
        'The horse is the only piece that leaps. It goes two squares along a rank or file and one to the side, and whatever stands in between does not hinder it; only its own men on the square where it lands do.',
    },
    {
      question: 'How long can you keep cooked rice in the fridge?',
      passage:
        'Cool leftovers within an hour and store them at no more than five degrees. Rice that has been boiled should be eaten the next day, because its spores survive cooking and grow even in the cold.',
    },
    {
      question: 'What do I need to adopt a dog from the shelter?',
      passage:
        'New owners bring an identity card, the written consent of their landlord and the fee of ninety pounds, which covers vaccination and the chip. We visit your home before the animal moves in.',
    },
    {
      question: 'Which trains take bicycles free of charge?',
      passage:
        'Regional services carry two wheels at no cost outside the rush hours. On expresses a space has to be reserved and costs six euros; folding models count as luggage everywhere.',
    },
    {
      question: 'Why do volcanoes erupt?',
      passage:
        'Molten rock is lighter than what lies above it and gathers in chambers a few miles down. Gas dissolved in it comes out as it rises, like the fizz in a bottle, and drives ash and lava through the vent.',
    },
    {
      question: 'How much does it cost to borrow a film from the library?',
      passage:
        'Books and magazines are lent for nothing. For DVDs we ask one pound a week, for games two, and for each day that an item is late twenty pence more, up to the price of a new copy.',
    },
    {
      question: 'What should I do when somebody has been stung by a jellyfish?',
      passage:
        'Rinse the skin with sea water, never with fresh, and lift tentacles off with tweezers. Hot water of about 45 degrees for half an hour eases the pain. Call an ambulance if breathing becomes hard.',
    },
    {
      question: 'Who painted the ceiling of the chapel in Rome?',
      passage:
        'Pope Julius hired Michelangelo in 1508 to decorate the vault. The sculptor worked on the frescoes for four years on a scaffold of his own design, and returned in old age for the wall behind the altar.',
    },
    {
      question: 'How are prime numbers used to keep messages secret?',
      passage:
        'It is easy to multiply two large primes and very hard to find them again from the product. Public keys rest on that: anyone may encrypt with the product, and only its maker, who knows the factors, can read the result.',
    },
    {
      question: 'Can I get my money back if I cancel the hotel room?',
      passage:
        'Reservations may be withdrawn until six in the evening of the day before arrival, and the whole amount is refunded. After that the first night is charged. Special offers are paid in advance and not returned.',
    },
    {
      question: 'How do plants make food from light?',
      passage:
        'Chlorophyll in the leaves catches sunshine. Its energy splits water, sets oxygen free and builds sugar out of carbon dioxide from the air, which the plant burns at night or stores as starch.',
    },
    {
      question: 'What is the fastest way to learn to juggle?',
      passage:
        'Begin with one ball and throw it in an arc at the height of your eyes. Add the second when the first reaches its peak. Only when two feel dull take three, and practise over a bed, which saves much stooping.',
    },
    {
      question: 'When did people start to use money?',
      passage:
        'Before coins there were cowrie shells, salt and cattle. The first stamped metal was struck in Lydia some six centuries before Christ, and paper notes circulated in China more than a thousand years later.',
    },
    {
      question: 'How do I stop my windows from misting up in winter?',
      passage:
        'Condensation forms where damp air meets cold glass. Open both sides for five minutes in the morning, dry laundry elsewhere, keep the heating low but steady, and leave curtains a hand away from the pane.',
    },
    {
      question: 'What happens if a player gets a red card?',
      passage:
        'Whoever is sent off leaves the pitch at once and may not be replaced, so that the team plays on with ten. A ban for at least the next match follows, longer after violence.',
    },
  ];
