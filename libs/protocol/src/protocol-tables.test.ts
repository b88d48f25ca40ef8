import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillTables } from './protocol-tables.js';

it('docs/protocol.md says what the tables say (UPDATE_DOCS=1 npm test -w libs/protocol mends it)', async () => {
  const path = new URL('../../../docs/protocol.md', import.meta.url);
  const document = readFileSync(path, 'utf8');
  const current = fillTables(document);
  if (process.env['UPDATE_DOCS']) (await import('node:fs')).writeFileSync(path, current);
  else expect(document).toBe(current);
});

it('refuses a marker that no table belongs to', () => {
  expect(() => fillTables('<!-- table:nothing -->\n<!-- /table -->')).toThrow(
    'There is no table "nothing".',
  );
});
