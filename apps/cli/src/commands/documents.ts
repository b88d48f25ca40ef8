import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { StackDocuments } from '../rag/stack-documents.js';
import { paint, printJson, printLine } from '../terminal/print.js';

export function addDocuments(program: Command): void {
  const documents = program
    .command('documents')
    .description('Documents that "parley ingest" has handed in.');
  documents
    .command('list')
    .description('List them by name.')
    .option('--json', 'print a JSON array')
    .addHelpText('after', '\nExample:\n  $ parley documents list')
    .action(list);
  documents
    .command('remove')
    .description('Take documents away; nothing is answered from them any more.')
    .argument('<name...>', 'names as "parley documents list" shows them')
    .addHelpText('after', '\nExample:\n  $ parley documents remove handbook/prices.md')
    .action(remove);
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withClient(async (client) => {
    const names = await client.list();
    if (json) return printJson(names);
    names.forEach((name) => printLine(name));
    for (const { name, problem, answers } of await client.problems())
      printLine(
        paint('yellow', `${name} ${problem}${answers ? '; the version before answers on' : ''}`),
      );
  });
}

async function remove(names: string[]): Promise<void> {
  await withClient(async (client) => {
    const there = new Set(await client.list());
    const missing = names.filter((name) => !there.has(name));
    if (missing.length > 0) throw new CliError(`There is no document named ${missing.join(', ')}.`);
    await client.remove(names);
    const { documents } = await client.refresh();
    printLine(`  ${names.length} removed, ${documents} documents answer now`);
  });
}

async function withClient(use: (client: StackDocuments) => Promise<void>): Promise<void> {
  const client = await StackDocuments.connect();
  try {
    await use(client);
  } finally {
    await client.close();
  }
}
