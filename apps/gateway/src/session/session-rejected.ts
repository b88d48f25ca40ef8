import { CLOSE } from '@parley/protocol';

/** Why a session did not come about; a label of the metrics. */
export type RejectionReason =
  | 'query'
  | 'host'
  | 'origin'
  | 'token'
  | 'right'
  | 'voice'
  | 'gateway-full'
  | 'address-full'
  | 'token-full'
  | 'resume'
  | 'queue-full'
  | 'no-worker'
  | 'workers-busy'
  | 'worker-failed'
  | 'client-left'
  | 'stopping';

/** A session that cannot be opened; `message` is for the user. */
export class SessionRejected extends Error {
  override readonly name = 'SessionRejected';

  constructor(
    message: string,
    readonly reason: RejectionReason,
    readonly closeCode: number = CLOSE.policy,
    cause?: unknown,
  ) {
    super(message, { cause });
  }

  /** The same attempt may succeed a little later. */
  static busy(message: string, reason: RejectionReason, cause?: unknown): SessionRejected {
    return new SessionRejected(message, reason, CLOSE.tryAgainLater, cause);
  }
}
