import { Injectable } from '@nestjs/common';
import { SessionLimits } from './session-limits.js';

/** Requests have places of their own, as many as sessions have, so that neither keeps the other out. */
@Injectable()
export class RequestLimits extends SessionLimits {
  protected override readonly what = 'requests';

  /** Whatever engines there are. */
  protected override placesOf(): number {
    return Infinity;
  }
}
