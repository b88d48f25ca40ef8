import type { IncomingMessage } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { LARGEST_DOCUMENT_BYTES } from '@parley/protocol';
import { Failure } from './failure.js';

/** Boundaries, headers and the name of the file. */
const FORM_BYTES = 64 * 1024;

/** Refuses what is too large before it is sent. */
@Injectable()
export class UploadGuard implements CanActivate {
  /** @throws Failure */
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<IncomingMessage>();
    if (Number(headers['content-length'] ?? 0) > LARGEST_DOCUMENT_BYTES + FORM_BYTES)
      throw new Failure(413, 'The document is larger than 8 MB.');
    return true;
  }
}
