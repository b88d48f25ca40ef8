import { expect, it } from 'vitest';
import { utf8 } from '../../testing/hostile-text.js';
import { linesOf } from '../document.js';
import { readDocument } from '../reader.js';

const read = async (text: string, name: string) => {
  const { title, blocks } = await readDocument(utf8(text), name);
  return [title, ...blocks.flatMap((block) => [...block.heading, ...linesOf(block)])];
};

it('reads AsciiDoc', async () => {
  const text = `= Printing
:product: Zed
:keywords: paper

{product} prints 10^6^ [line-through]#secret# pages. See xref:b.adoc[the other page].

// secret
WARNING: Hot.

== Steps

. Card
.. left
. Wait

[source,sh]
----
lpr a
----

|===
|Kind |Price

|A4 |4
|===

Duplex:: Both sides.

include::secret.adoc[]
`;
  expect(await read(text, 'a.adoc')).toEqual([
    'Printing',
    'Keywords: paper',
    'Zed prints 10⁶ pages. See the other page.',
    'Warning: Hot.',
    'Steps',
    '1. Card left',
    '2. Wait',
    'Steps',
    'lpr a',
    'Steps',
    'Kind | Price',
    'A4 | 4',
    'Steps',
    '- Duplex: Both sides.',
  ]);
});

it('reads reStructuredText', async () => {
  const text = `.. _top:

========
Printing
========

.. secret

See :ref:\`the other page <other>\` and \`the forum <https://a.example>\`_, press :kbd:\`Ctrl+P\` or \`\`lpr\`\`. [1]_

.. toctree::
   secret

.. warning:: Hot
   surface.

Steps
-----

#. Card
#. Wait

Run::

    lpr a
      b

.. code-block:: sh
   :linenos:

   lpr b

Duplex
  Both sides.

====  =====
Kind  Price
====  =====
A4    4
A3    8
====  =====

+------+-------+
| Kind | Price |
+======+=======+
| A2   | 16    |
|      | pence |
+------+-------+

.. list-table::
   :header-rows: 1

   * - Room
     - Seats
   * - A
     - 5

.. [1] A note.
`;
  expect(await read(text, 'a.rst')).toEqual([
    'Printing',
    'See the other page and the forum, press Ctrl+P or lpr.',
    'Warning: Hot surface.',
    ...['Steps', '1. Card', '2. Wait'],
    ...['Steps', 'Run:'],
    ...['Steps', 'lpr a', '  b'],
    ...['Steps', 'lpr b'],
    ...['Steps', '- Duplex: Both sides.'],
    ...['Steps', 'Kind | Price', 'A4 | 4', 'A3 | 8'],
    ...['Steps', 'Kind | Price', 'A2 | 16 pence'],
    ...['Steps', 'Room | Seats', 'A | 5'],
    ...['Steps', 'A note.'],
  ]);
});
