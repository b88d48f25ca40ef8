import { once } from 'node:events';
import { promisify } from 'node:util';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromBuffer, type Entry, type Options, type ZipFile } from 'yauzl';
import { DocumentUnreadable } from '../document.js';

const MOST_ENTRIES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Unpacks an archive into nothing, to be sure that unpacking it for real takes little memory.
 * @throws DocumentUnreadable when it is broken, has too many files or would grow beyond 64 MB. An entry that
 * is larger than it claims, or whose name leads out of the archive, makes it broken.
 */
export async function checkArchive(buffer: Buffer): Promise<void> {
  const open = promisify<Buffer, Options, ZipFile>(fromBuffer);
  const archive = await open(buffer, { lazyEntries: true, validateEntrySizes: true });
  if (archive.entryCount > MOST_ENTRIES)
    throw new DocumentUnreadable(`packs more than ${MOST_ENTRIES} files`);
  const checked = checkEntries(archive);
  archive.readEntry();
  await checked;
}

async function checkEntries(archive: ZipFile): Promise<void> {
  let bytes = 0;
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (failed = reject));
  archive.on('entry', (entry: Entry) => {
    bytes += entry.uncompressedSize;
    if (bytes > MOST_BYTES) failed(new DocumentUnreadable('would unpack to more than 64 MB'));
    else unpack(archive, entry).then(() => archive.readEntry(), failed);
  });
  await Promise.race([once(archive, 'end'), failure]);
}

async function unpack(archive: ZipFile, entry: Entry): Promise<void> {
  const open = promisify<Entry, NodeJS.ReadableStream>(archive.openReadStream.bind(archive));
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(await open(entry), nowhere);
}
