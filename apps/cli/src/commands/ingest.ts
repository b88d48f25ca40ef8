import { setTimeout as sleep } from 'node:timers/promises';
import type { Refreshed } from '@parley/bus';
import type { Command } from 'commander';
import { StackDocuments } from '../rag/stack-documents.js';
import { localFiles, type LocalFile } from '../rag/local-files.js';
import { openProgress } from '../terminal/progress.js';
import { paint, printJson, printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';

const LOOK_AGAIN_MS = 1_000;

interface IngestOptions {
  watch?: boolean;
  json?: boolean;
}

interface SkippedFile {
  name: string;
  reason: string;
}

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .description('Hand documents to the running stack: Markdown, text, HTML, PDF, Word.')
    .argument('<path...>', 'files and folders')
    .option('--watch', 'stay, and follow what is changed, added and removed')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
The documents are copied, and stay until "parley documents remove" takes them away.

Examples:
  $ parley ingest handbook
  $ parley ingest handbook price-list.pdf --json
  $ parley ingest handbook --watch`,
    )
    .action(ingest);
}

async function ingest(paths: string[], options: IngestOptions): Promise<void> {
  const signal = onStopSignal();
  const files = await localFiles(paths);
  const client = await StackDocuments.connect();
  try {
    await handIn(client, files, options, signal);
    if (options.watch) await follow(client, paths, files, options, signal);
  } finally {
    await client.close();
  }
}

async function handIn(
  client: StackDocuments,
  files: readonly LocalFile[],
  { json }: IngestOptions,
  signal: AbortSignal,
): Promise<void> {
  const refusals = await sendAll(client, files, signal);
  const report = await client.refresh();
  const skipped = [...refusals, ...report.skipped];
  if (json) printJson({ ...report, type: undefined, skipped });
  else printSummary(report, skipped);
}

async function sendAll(
  client: StackDocuments,
  files: readonly LocalFile[],
  signal: AbortSignal,
): Promise<SkippedFile[]> {
  const refusals: SkippedFile[] = [];
  const progress = openProgress('Sending');
  try {
    for (const [index, { path, name }] of files.entries()) {
      signal.throwIfAborted();
      progress.update(index / files.length, name);
      const reason = await client.send(path, name);
      if (reason) refusals.push({ name, reason });
    }
    progress.update(1, 'reading in');
    return refusals;
  } finally {
    progress.stop();
  }
}

function printSummary(report: Refreshed, skipped: readonly SkippedFile[]): void {
  for (const { name, reason } of skipped) printLine(paint('yellow', `  ${name} ${reason}`));
  const { added, changed, removed, unchanged, documents, passages } = report;
  printLine(`  ${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged`);
  printLine(paint('bold', `  ${documents} documents in ${passages} passages answer now`));
}

/** Looks at the paths once a second until Ctrl-C; a notice of the file system would miss network drives. */
async function follow(
  client: StackDocuments,
  paths: readonly string[],
  sent: readonly LocalFile[],
  options: IngestOptions,
  signal: AbortSignal,
): Promise<void> {
  let known = sent;
  for (;;) {
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
    const now = await localFiles(paths);
    const before = new Map(known.map(({ name, stamp }) => [name, stamp]));
    const changed = now.filter(({ name, stamp }) => before.get(name) !== stamp);
    const names = new Set(now.map(({ name }) => name));
    const gone = known.filter(({ name }) => !names.has(name));
    known = now;
    if (gone.length > 0) await client.remove(gone.map(({ name }) => name));
    if (changed.length + gone.length > 0) await handIn(client, changed, options, signal);
  }
}
