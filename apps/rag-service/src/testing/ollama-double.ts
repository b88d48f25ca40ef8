import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

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
  /** Resolves when a client has gone away in the middle of an answer. */
  readonly abandoned: Promise<void>;
}

/** An HTTP server that speaks Ollama's `/api/tags` and streamed `/api/chat` (newline-delimited JSON). */
export async function startOllamaDouble(script: Script): Promise<OllamaDouble> {
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<void>((resolve) => (abandon = resolve));
  const double: Omit<OllamaDouble, 'baseUrl'> = {
    requests: [],
    models: ['mistral:latest'],
    script,
    abandoned,
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/api/tags')
      return void response.end(JSON.stringify({ models: double.models.map((name) => ({ name })) }));
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as ChatRequest;
    double.requests.push(body);
    response.on('close', () => response.writableEnded || abandon());
    await play(double.script(body), body.model, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(double, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
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
