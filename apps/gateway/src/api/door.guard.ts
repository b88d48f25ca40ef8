import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Admission } from '../chat/admission.js';
import { parametersOf } from '../chat/chat-request.js';
import { ClientAddress } from '../chat/client-address.js';
import { RequestLimits } from './request-limits.js';

/** Lets a request in as the socket lets a session in: known origin, known token, a free place. */
@Injectable()
export class DoorGuard implements CanActivate {
  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(ClientAddress) private readonly addresses: ClientAddress,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  /** @throws Refusal */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    const owner = await this.admission.check(request, parametersOf(request).get('token'));
    const response = http.getResponse<ServerResponse>();
    // a key may have been fetched meanwhile, and the client may have left
    if (response.destroyed) return false;
    response.once('close', this.limits.take({ address: this.addresses.of(request), owner }));
    return true;
  }
}
