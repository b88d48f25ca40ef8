import { AnswerPart, DocumentRow, LARGEST_DOCUMENT_BYTES, Utterance } from '@parley/protocol';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

/** What the REST interface takes and gives; its OpenAPI description is made from these. */

const MEGABYTES = LARGEST_DOCUMENT_BYTES / 1024 / 1024;

export const AskBody = z.object({
  question: z.string().trim().min(1).max(4_000).describe('What the person wants to know.'),
  history: z
    .array(Utterance)
    .max(20)
    .default([])
    .describe('What was said before, oldest first, so that "and on a Mac?" is understood.'),
});
export type AskBody = z.output<typeof AskBody>;

export const Page = z.object({
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('The `nextOffset` of the page before.'),
});
export type Page = z.output<typeof Page>;

const Id = z.string().describe('Stands for the document in addresses.');

const ListedDocument = DocumentRow.extend({
  id: Id,
  passages: DocumentRow.shape.passages.describe('0 for a document that could not be read.'),
  handedIn: DocumentRow.shape.handedIn.describe('Only these can be deleted here.'),
});
const DocumentPage = z.object({
  documents: z.array(ListedDocument),
  nextOffset: z.number().int().nullable().describe('Where the next page begins, if there is one.'),
});
export type DocumentPage = z.output<typeof DocumentPage>;

const StoredDocument = z.object({
  id: Id,
  name: z.string(),
  answering: z.boolean().describe('False while the document is still being read in.'),
});
export type StoredDocument = z.output<typeof StoredDocument>;

const Failure = z.object({ error: z.string().describe('One sentence for a person.') });

export class AskBodyDto extends createZodDto(AskBody) {}
export class PageDto extends createZodDto(Page) {}
export class DocumentPageDto extends createZodDto(DocumentPage) {}
export class StoredDocumentDto extends createZodDto(StoredDocument) {}
export class FailureDto extends createZodDto(Failure) {}

/** The data of every event of an answer. */
export const ANSWER_EVENT: object = z.toJSONSchema(AnswerPart, { target: 'openapi-3.0' });

export const UPLOAD_FORM = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'string',
      format: 'binary',
      description: `Markdown, text, HTML, PDF or DOCX, at most ${MEGABYTES} MB. It replaces the document of the same name.`,
    },
  },
};
