import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthService } from './auth.service.js';
import { parametersOf } from '../client/chat-request.js';
import { ClientAddress } from '../client/client-address.js';
import { RequestLimits } from '../queue/request-limits.js';

/** Lets a request in as the socket lets a session in: known origin, known token, a free place. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly auth: AuthService,
    private readonly addresses: ClientAddress,
    private readonly limits: RequestLimits,
  ) {}

  /** @throws SessionRejected */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    const owner = await this.auth.check(request, parametersOf(request).get('token'));
    const response = http.getResponse<ServerResponse>();
    // a key may have been fetched meanwhile, and the client may have left
    if (response.destroyed) return false;
    response.once('close', this.limits.take({ address: this.addresses.of(request), owner }));
    return true;
  }
}
