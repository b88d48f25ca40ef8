import { CLOSE } from '@parley/protocol';

/** Why a session did not come about; a label of the metrics. */
export type RefusalReason =
  | 'query'
  | 'origin'
  | 'token'
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

/** A session that cannot be opened; `message` is for the person. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    readonly reason: RefusalReason,
    readonly closeCode: number = CLOSE.policy,
    cause?: unknown,
  ) {
    super(message, { cause });
  }

  /** The same attempt may succeed a little later. */
  static busy(message: string, reason: RefusalReason, cause?: unknown): Refusal {
    return new Refusal(message, reason, CLOSE.tryAgainLater, cause);
  }
}
