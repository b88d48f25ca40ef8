import { HEADERS, SUBJECTS, type SubjectRow } from './bus.js';
import {
  ControlEvent,
  CorpusReply,
  AnswerGiven,
  AnswerPart,
  Preflight,
  TranscriptEvent,
  AgentEvent,
  WorkerRecord,
} from './bus-messages.js';
import { DocumentsReply, DocumentsRequest } from './documents.js';
import { CLOSE } from './chat-query.js';
import { Metadata } from './metadata.js';
import { OpenReply, OpenSession } from './session.js';
import { SessionRecord } from './session-record.js';
import { WIRE, type Dialect } from './wire.js';
import { z } from 'zod';

/** Renders the tables of `docs/protocol.md` from the code's own, keyed by the marker that holds their place. */
export function protocolTables(): Record<string, string> {
  return {
    'wire-parley': wireTable('parley'),
    'wire-moshi': wireTable('moshi'),
    'close-codes': table(
      ['code', 'meaning'],
      Object.entries(CLOSE).map(([meaning, code]) => [String(code), meaning]),
    ),
    metadata: unionTable(Metadata),
    subjects: subjectTable(),
    headers: table(
      ['header', 'holds'],
      [
        [`\`${HEADERS.sequence}\``, 'number of the packet or frame in its session, from 0'],
        [
          `\`${HEADERS.arrivedAt}\``,
          'arrival of the newest audio in it at the gateway, milliseconds since the epoch',
        ],
        [
          `\`${HEADERS.traceparent}\``,
          'W3C trace context, with `open`, `transcript`, `rag.ask` and `rag.answer-given` only, while traces are made',
        ],
      ],
    ),
    'open-session': fieldTable(OpenSession),
    'open-reply': unionTable(OpenReply, 'ok'),
    transcript: unionTable(TranscriptEvent),
    preflight: fieldTable(Preflight),
    agent: unionTable(AgentEvent),
    control: unionTable(ControlEvent),
    answer: unionTable(AnswerPart),
    'answer-given': fieldTable(AnswerGiven),
    corpus: fieldTable(CorpusReply),
    'documents-request': unionTable(DocumentsRequest),
    'documents-reply': unionTable(DocumentsReply),
    worker: fieldTable(WorkerRecord),
    'session-record': fieldTable(SessionRecord),
  };
}

/** Replaces what stands between `<!-- table:NAME -->` and `<!-- /table -->`. */
export function fillTables(markdown: string, tables = protocolTables()): string {
  return markdown.replace(
    /<!-- table:([a-z-]+) -->\n[\s\S]*?<!-- \/table -->/g,
    (_, name: string) => {
      const body = tables[name];
      if (body === undefined) throw new Error(`There is no table "${name}".`);
      return `<!-- table:${name} -->\n\n${body}\n\n<!-- /table -->`;
    },
  );
}

function wireTable(dialect: Dialect): string {
  const rows = [...WIRE[dialect]].sort((a, b) => a.byte - b.byte);
  return table(
    ['byte', 'kind', 'payload', 'sent by', 'meaning'],
    rows.map((row) => [
      `\`0x${row.byte.toString(16).padStart(2, '0')}\``,
      row.kind,
      row.payload,
      row.sentBy,
      row.meaning,
    ]),
  );
}

function subjectTable(): string {
  const rows: SubjectRow[] = Object.values(SUBJECTS);
  return table(
    ['subject', 'from', 'to', 'meaning'],
    rows.map((row) => [`\`${row.subject}\``, row.from, row.to, row.meaning]),
  );
}

type Union = z.ZodDiscriminatedUnion<readonly z.ZodObject[]>;

function unionTable(union: Union, discriminator = 'type'): string {
  return table(
    [discriminator, 'fields'],
    union.options.map((option) => {
      const { [discriminator]: tag, ...fields } = option.shape;
      const name = z.toJSONSchema(tag as z.ZodType).const;
      return [
        `\`${String(name)}\``,
        Object.entries(fields)
          .map(([field, type]) => `\`${field}\`: ${typeName(type as z.ZodType)}`)
          .join(', ') || '–',
      ];
    }),
  );
}

function fieldTable(object: z.ZodObject): string {
  return table(
    ['field', 'type'],
    Object.entries(object.shape).map(([field, type]) => [
      `\`${field}\``,
      typeName(type as z.ZodType),
    ]),
  );
}

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
}

function typeName(type: z.ZodType): string {
  return nameOf(z.toJSONSchema(type, { io: 'input' }) as JsonSchema);
}

function nameOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const).replaceAll('"', '')}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (schema.anyOf) return schema.anyOf.map(nameOf).join(' or ');
  if (schema.type === 'array') return `list of ${nameOf(schema.items ?? {})}`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  return schema.type ?? 'any';
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
