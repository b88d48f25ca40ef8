import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { MEANINGS, wordsOfToy } from './toy-words.js';

export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
}

/** What the model does with a request: pieces of text in order; a number waits that many milliseconds. */
export type Script = (request: ChatRequest) => readonly (string | number)[];

export interface OllamaDouble {
  readonly baseUrl: string;
  readonly requests: ChatRequest[];
  models: string[];
  script: Script;
  /** Texts that were to be embedded, one array for each request. */
  readonly embedded: string[][];
  /** Stops listening, as a server that went away. */
  close(): void;
  /** Resolves when a client has gone away in the middle of an answer. */
  readonly abandoned: Promise<void>;
}

/** An HTTP server that speaks Ollama's `/api/tags`, `/api/embed` and streamed `/api/chat` (newline-delimited JSON). */
export async function startOllamaDouble(script: Script): Promise<OllamaDouble> {
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<void>((resolve) => (abandon = resolve));
  const double: Omit<OllamaDouble, 'baseUrl' | 'close'> = {
    requests: [],
    embedded: [],
    models: ['mistral:latest'],
    script,
    abandoned,
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/api/tags')
      return void response.end(JSON.stringify({ models: double.models.map((name) => ({ name })) }));
    const text = Buffer.concat(await request.toArray()).toString();
    if (request.url === '/api/embed')
      return embed(JSON.parse(text) as EmbedRequest, double, response);
    const body = JSON.parse(text) as ChatRequest;
    double.requests.push(body);
    response.on('close', () => response.writableEnded || abandon());
    await play(double.script(body), body.model, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return Object.assign(double, {
    close,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
}

interface EmbedRequest {
  model: string;
  input: string[];
}

function embed(
  { model, input }: EmbedRequest,
  { models, embedded }: Pick<OllamaDouble, 'models' | 'embedded'>,
  response: ServerResponse,
): void {
  if (!models.includes(model)) {
    response.writeHead(404, { 'content-type': 'application/json; charset=utf-8' });
    return void response.end(
      JSON.stringify({ error: `model "${model}" not found, try pulling it first` }),
    );
  }
  embedded.push(input);
  response.end(JSON.stringify({ model, embeddings: input.map(toyVector) }));
}

/**
 * A vector of 768 numbers, as long as those of `nomic-embed-text`. Words that mean the same point the same way; every other word
 * points somewhere of its own.
 */
export function toyVector(text: string): number[] {
  const vector = Array.from({ length: 768 }, () => 0);
  for (const word of wordsOfToy(text)) {
    const meaning = MEANINGS.findIndex((words) => words.includes(word));
    const at = meaning >= 0 ? meaning : 10 + (hashOf(word) % 758);
    vector[at] = (vector[at] ?? 0) + (meaning >= 0 ? 5 : 1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((each) => each / length);
}

function hashOf(word: string): number {
  return [...word].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

async function play(
  script: readonly (string | number)[],
  model: string,
  response: ServerResponse,
): Promise<void> {
  const line = (content: string, done: boolean) =>
    `${JSON.stringify({ model, message: { role: 'assistant', content }, done })}\n`;
  for (const piece of script) {
    if (typeof piece === 'number') await new Promise((resolve) => setTimeout(resolve, piece));
    else response.write(line(piece, false));
  }
  response.end(line('', true));
}
