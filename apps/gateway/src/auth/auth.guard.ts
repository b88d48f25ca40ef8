import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthService } from './auth.service.js';
import { checkRight, type Caller } from './caller.js';
import { Needs } from './needs.js';
import { parametersOf } from '../client/chat-request.js';
import { ClientAddress } from '../client/client-address.js';
import { RequestLimits } from '../queue/request-limits.js';

export interface AuthorizedRequest extends IncomingMessage {
  caller: Caller;
  address: string;
}

/** For the audit log. */
export function whoSends({ caller, address }: AuthorizedRequest): string {
  return `${caller.name} from ${address}`.slice(0, 200);
}

/** Lets a request in as the socket lets a session in: known origin, known token with the right, a free place. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly auth: AuthService,
    private readonly addresses: ClientAddress,
    private readonly limits: RequestLimits,
    private readonly reflector: Reflector,
  ) {}

  /** @throws SessionRejected */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthorizedRequest>();
    const caller = await this.auth.check(request, parametersOf(request).get('token'));
    checkRight(caller, this.rightFor(context));
    const response = http.getResponse<ServerResponse>();
    // a key may have been fetched meanwhile, and the client may have left
    if (response.destroyed) return false;
    const address = this.addresses.of(request);
    response.once('close', this.limits.take({ address, owner: caller.owner }));
    Object.assign(request, { caller, address });
    return true;
  }

  /** The highest, where a route says nothing. */
  private rightFor(context: ExecutionContext) {
    return (
      this.reflector.getAllAndOverride(Needs, [context.getHandler(), context.getClass()]) ?? 'admin'
    );
  }
}
