import PostalMime from 'postal-mime';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { escaped } from '../html/escaped.js';
import { oneLine, titleFromName } from '../plain-text.js';

/** Mails: the text, with sender, date and the names of what is attached. */
export class EmlReader implements DocumentReader {
  readonly extensions = ['.eml'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20 });
    const from = [mail.from?.name, mail.from?.address].filter(Boolean).join(', ');
    const attached = mail.attachments.flatMap(({ filename }) => filename ?? []).join(', ');
    const rows = [
      ['From', from],
      ['Date', mail.date ?? ''],
      ['Attached', attached],
    ].filter(([, value]) => value);
    const title = oneLine(mail.subject ?? '') || titleFromName(name);
    const html = mail.html ?? paragraphs(mail.text ?? '');
    return documentFromHtml(html, name, { title, rows });
  }
}

function paragraphs(text: string): string {
  const parts = text.split(/\n\s*\n/).map((part) => `<p>${escaped(part)}</p>`);
  return parts.join('');
}
