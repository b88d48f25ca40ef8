import { setTimeout as sleep } from 'node:timers/promises';
import { PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { SUBJECTS, type SubjectName } from '@parley/protocol';
import type { User } from './secured-nats.js';

export interface Rights {
  publish: SubjectName[];
  subscribe: SubjectName[];
}

const ROWS = Object.entries(SUBJECTS) as [SubjectName, (typeof SUBJECTS)[SubjectName]][];
const WITH_SESSIONS = 'codec-worker, asr-worker, lm-worker';

/** What the table of subjects gives a user. */
export function rightsByTable(user: User): Rights {
  const isMeant = (who: string) => who.replace(/(any|that) worker/, WITH_SESSIONS).includes(user);
  return {
    publish: ROWS.filter(([, { from }]) => isMeant(from)).map(([name]) => name),
    subscribe: ROWS.filter(([, { to }]) => isMeant(to)).map(([name]) => name),
  };
}

/** What the server lets a connection do. Every subject is tried both ways. */
export async function rightsByTrial(nats: NatsConnection): Promise<Rights> {
  const refused = collectRefusals(nats);
  for (const [, { subject }] of ROWS) {
    nats.publish(exampleOf(subject));
    nats.subscribe(exampleOf(subject), { callback: () => undefined });
  }
  await nats.flush();
  await sleep(100); // refusals of subscriptions may come behind the answer to the flush
  const isLet = (operation: string) =>
    ROWS.filter(([, { subject }]) => !refused.has(`${operation} ${exampleOf(subject)}`));
  return {
    publish: isLet('publish').map(([name]) => name),
    subscribe: isLet('subscription').map(([name]) => name),
  };
}

function exampleOf(subject: string): string {
  return subject.replace(/<[sw]id>/, 'some-id');
}

function collectRefusals(nats: NatsConnection): Set<string> {
  const refused = new Set<string>();
  void (async () => {
    for await (const status of nats.status()) {
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.add(`${status.error.operation} ${status.error.subject}`);
    }
  })();
  return refused;
}
