import { HttpException } from '@nestjs/common';
import { DocumentRejected, RequestFailed } from '@parley/bus';
import { ZodValidationException } from 'nestjs-zod';
import type { ZodError } from 'zod';
import { SessionRejected, type RejectionReason } from '../session/session-rejected.js';

/** A request that is not served, with its HTTP status; `message` is for the user. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly status: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const STATUS_OF_REJECTION: Partial<Record<RejectionReason, number>> = {
  host: 403,
  origin: 403,
  right: 403,
  token: 401,
  'address-full': 429,
  'token-full': 429,
};
const NOBODY_ANSWERS = 'No rag-service answers at the moment. Please try again a little later.';
const INTERNAL = 'Something failed in this server. Please try again.';

/** What the client is told about an error. 500 is one that nobody expected. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof SessionRejected)
    return new Failure(STATUS_OF_REJECTION[error.reason] ?? 503, error.message);
  if (error instanceof DocumentRejected)
    return new Failure(error.fault === 'document' ? 422 : 507, `The document ${error.message}.`);
  if (error instanceof RequestFailed) return new Failure(503, NOBODY_ANSWERS);
  if (error instanceof ZodValidationException)
    return new Failure(400, firstIssue(error.getZodError() as ZodError));
  if (error instanceof HttpException)
    return new Failure(error.getStatus(), sentence(error.message));
  if (isTooLarge(error)) return new Failure(413, 'The body is larger than 64 KiB.');
  return new Failure(500, INTERNAL, { cause: error });
}

function firstIssue({ issues: [issue] }: ZodError): string {
  return sentence(`${issue?.path.join('.') || 'The body'} cannot be used: ${issue?.message}`);
}

/** As Express' parser of bodies says it. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'entity.too.large';
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
