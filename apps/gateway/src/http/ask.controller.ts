import type { ServerResponse } from 'node:http';
import { Body, Controller, Post, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiDefaultResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Bus } from '@parley/bus';
import { endsAnswer } from '@parley/protocol';
import { messageAttributes, tracedStream, traceparentOf } from '@parley/telemetry';
import { ZodValidationPipe } from 'nestjs-zod';
import { AuthGuard } from '../auth/auth.guard.js';
import { Needs } from '../auth/needs.js';
import { sendEvents } from './event-stream.js';
import { ANSWER_EVENT, FailureDto, AskBodyDto, type AskBody } from './schemas.js';

/** A language model may think for a while before its first sentence. */
const NEXT_PART_WITHIN_MS = 30_000;

/** Questions in writing. */
@ApiTags('answers')
@ApiBearerAuth()
@ApiDefaultResponse({ type: FailureDto, description: 'What went wrong, in one sentence.' })
@Controller('api/ask')
@UseGuards(AuthGuard)
@Needs('talk')
export class AskController {
  constructor(private readonly bus: Bus) {}

  @Post()
  @ApiOperation({
    summary: 'Ask a question.',
    description:
      'The answer is a stream of server-sent events: `sentence` for each sentence with its citations as soon as it is ready, then `done`, or `failed` with a message.',
  })
  @ApiBody({ type: AskBodyDto })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: ANSWER_EVENT } } })
  async ask(
    @Body(new ZodValidationPipe(AskBodyDto)) question: AskBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const options = { timeoutMs: NEXT_PART_WITHIN_MS, isLast: endsAnswer, signal: gone.signal };
    const attributes = messageAttributes('ask');
    const parts = tracedStream('ask', { kind: 'client', attributes }, (span) =>
      this.bus.requestStream('ask', question, { ...options, traceparent: traceparentOf(span) }),
    );
    await sendEvents(response, parts);
  }
}
