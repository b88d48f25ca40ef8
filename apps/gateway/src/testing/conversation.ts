import { expect, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import type { ScriptedWorkers } from './scripted-workers.js';
import { TestClient } from './test-client.js';

/** A client that asks for metadata, and the session that it got. */
export async function talker({ port }: RunningGateway, query = '') {
  const client = await TestClient.connect(port, `meta=1&audio=opus&${query}`);
  return { client, session: await client.metadata('session') };
}

const times = { speechEndedAt: 1, turnEndedAt: 2, recognizedAt: 3 };
/** The final transcript of a turn. */
export const asked = (text: string, turn = 1) =>
  ({ type: 'final', turn, text, inDomain: true, ...times }) as const;

/** What was said is known to the gateway once it has told the client. */
export async function says(
  workers: ScriptedWorkers,
  client: TestClient,
  sessionId: string,
  text: string,
): Promise<void> {
  workers.transcriptEvent(sessionId, asked(text));
  await isTold(client, text);
}

export async function isTold(client: TestClient, text: string): Promise<void> {
  await vi.waitFor(() =>
    expect(client.all('metadata').map(({ json }) => json)).toContainEqual(
      expect.objectContaining({ text }),
    ),
  );
}
