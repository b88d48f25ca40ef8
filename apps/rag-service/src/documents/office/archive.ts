import { load, type CheerioAPI } from 'cheerio';
import { strFromU8, unzipSync } from 'fflate';
import { DocumentUnreadable } from '../document.js';
import { checkArchive } from './zip-limits.js';

/** How office files before 2007 begin, and newer ones behind a password. */
const COMPOUND_FILE = Buffer.from('d0cf11e0', 'hex');

/** The files in an archive of an office document. */
export class Archive {
  private constructor(private readonly files: Record<string, Uint8Array>) {}

  /** @throws DocumentUnreadable when it is not one, or would take too much memory. */
  static async open(bytes: Uint8Array): Promise<Archive> {
    const buffer = Buffer.from(bytes);
    if (buffer.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE))
      throw new DocumentUnreadable('is protected with a password or in an old Office format');
    await checkArchive(buffer);
    const wanted = (name: string) =>
      /\.(?:xml|rels|x?html?|opf|ncx)$/i.test(name) || name === 'mimetype';
    return new Archive(unzipSync(buffer, { filter: ({ name }) => wanted(name) }));
  }

  text(path: string): string | undefined {
    const file = this.files[path];
    return file && strFromU8(file);
  }

  /** An XML file, empty if it is not there. */
  xml(path: string): CheerioAPI {
    return load(this.text(path) ?? '', { xml: true });
  }

  /** Where the relations of a file lead to, by their ids. */
  relations(path: string): Map<string, string> {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const $ = this.xml(`${folder}_rels/${path.slice(folder.length)}.rels`);
    return new Map(
      $('Relationship')
        .toArray()
        .map(({ attribs }) => [attribs['Id'] ?? '', inFolder(folder, attribs['Target'] ?? '')]),
    );
  }
}

export function inFolder(folder: string, target: string): string {
  return decodeURIComponent(new URL(target, `file:///${folder}`).pathname.slice(1));
}
