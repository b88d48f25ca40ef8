import type { ServerResponse, IncomingMessage } from 'node:http';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

const PAGE_IS_NOT_BUILT =
  'The web page has not been built. Run "npm run build" in the folder of Parley, then load this page again.\n';

/** Says what a wrong address could have been. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter {
  catch(_: NotFoundException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const path = http.getRequest<IncomingMessage>().url?.split('?')[0] ?? '/';
    const response = http.getResponse<ServerResponse>();
    if (path === '/') answer(response, 503, PAGE_IS_NOT_BUILT);
    else if (path.startsWith('/api/')) answerJson(response);
    else answer(response, 404, 'There is nothing at this address. The page is at /\n');
  }
}

function answerJson(response: ServerResponse): void {
  const error =
    'There is no such address. Known are /api/info, /api/voices, /api/documents, /api/ask, described at /api/docs, and the WebSocket /api/chat.';
  answer(response, 404, JSON.stringify({ error }), 'application/json; charset=utf-8');
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
