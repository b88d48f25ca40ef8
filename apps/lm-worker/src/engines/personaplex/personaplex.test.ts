import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenRejected } from '@parley/bus';
import { LmWorkerEnv, readEnvironment } from '@parley/config';
import { writeSmallRelease } from '@parley/moshi/testing';
import {
  codesFromBytes,
  codesToBytes,
  OpenSession,
  type AnswerPart,
  type AskRequest,
  type AgentEvent,
} from '@parley/protocol';
import { createLogger } from '@parley/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PersonaPlexEngine } from './personaplex-engine.js';
import type { PersonaPlexSession } from './personaplex-session.js';
import { loadPersonaPlex, startPersonaPlex } from './start-personaplex.js';

const SENTENCE = 'Open the settings and choose your campus.';
const CITATIONS = [{ document: 'vpn.md', title: 'Set up the VPN', score: 0.9 }];

/** The documents' answer to anything, and what was asked. */
const asked: string[] = [];
async function* ask({ question }: AskRequest): AsyncGenerator<AnswerPart> {
  asked.push(question);
  yield { type: 'sentence', text: SENTENCE, citations: CITATIONS };
  const done = { grounded: true, citations: CITATIONS, answeredBy: 'extractive' } as const;
  yield { type: 'done', ...done, retrievalMs: 1, totalMs: 1 };
}
const dependencies = {
  ask,
  onAnswer: () => undefined,
  logger: createLogger('lm-worker', 'silent'),
};
const SILENCE = [948, 243, 1178, 546, 1736, 1030, 1978, 2008];

let folder: string;
let engine: PersonaPlexEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-personaplex-'));
  await writeSmallRelease(folder);
  engine = new PersonaPlexEngine(await loadPersonaPlex(envOf({}), dependencies), 3);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const envOf = (options: Record<string, string>) =>
  readEnvironment(LmWorkerEnv, { ENGINE: 'personaplex', MODEL_DIR: folder, ...options });

interface Opened {
  session: PersonaPlexSession;
  onAgentEvent: AgentEvent[];
}

async function open(options: object = {}): Promise<Opened> {
  const request = OpenSession.parse({
    sessionId: 'session-1',
    format: 'codes',
    voice: 'NATF2.pt',
    persona: '',
    sampling: { seed: 5 },
    history: [],
    ...options,
  });
  const onAgentEvent: AgentEvent[] = [];
  const events = {
    onAgentEvent: (event: AgentEvent) => onAgentEvent.push(event),
    warned: () => undefined,
    failed: () => undefined,
  };
  return {
    session: await engine.open({ ...request, voice: 'NATF2', ...options }, events),
    onAgentEvent,
  };
}

const codes = (frame: number) =>
  codesToBytes(Array.from({ length: 8 }, (_, k) => (frame * 37 + k * 101) % 2048));

async function talk({ session }: Opened, frames: number): Promise<string[]> {
  const said: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const output = (await engine.step(new Map([[session, codes(frame)]]))).get(session);
    said.push(
      `${codesFromBytes(output?.frame ?? new Uint8Array()).join(' ')}${output?.text ?? ''}`,
    );
  }
  return said;
}

describe('the personaplex engine', () => {
  it('answers each frame of codes with one, and tells the text of what it says', async () => {
    const opened = await open();
    const said = await talk(opened, 60);
    expect(said.every((frame) => /^(\d+ ){7}\d+/.test(frame))).toBe(true);
    const transcripts = opened.onAgentEvent.filter(({ type }) => type === 'transcript');
    expect(transcripts.length).toBeGreaterThan(0);
    await opened.session.close();
  });

  it('says the same from a prompt that it remembers as from one that it was fed', async () => {
    const options = { persona: 'You are patient.' };
    const first = await open(options);
    const said = await talk(first, 30);
    const again = await open(options);
    expect(again.session.slot).not.toBe(first.session.slot);
    expect(await talk(again, 30)).toEqual(said);
    const other = await open({ persona: 'You are in a hurry.' });
    expect(await talk(other, 30)).not.toEqual(said);
    for (const { session } of [first, again, other]) await session.close();
  });

  it('is silent for a while after an interruption by hand', async () => {
    const opened = await open();
    await talk(opened, 40);
    opened.session.interrupt();
    const said = await talk(opened, 10);
    expect(said.slice(3)).toEqual(Array(7).fill(SILENCE.join(' ')));
    await opened.session.close();
  });

  it('says what the documents answer to what the person asked, and cites them', async () => {
    const opened = await open();
    const times = { speechEndedAt: 1, turnEndedAt: 2, recognizedAt: 3 };
    await talk(opened, 5);
    const text = 'how do I use the VPN';
    opened.session.onTranscript({ type: 'final', turn: 4, text, inDomain: true, ...times });
    await talk(opened, 200);
    expect(asked.at(-1)).toBe(text);
    expect(opened.onAgentEvent).toContainEqual({
      type: 'citations',
      turn: 4,
      grounded: true,
      citations: CITATIONS,
    });
    const onAgentEvent = opened.onAgentEvent.filter(
      (event) => event.type === 'transcript' && event.turn === 4,
    );
    expect(JSON.stringify(onAgentEvent.at(-1))).toContain(SENTENCE);
    await opened.session.close();
  });

  it('does not go on with an answer that the person speaks over', async () => {
    const opened = await open();
    const times = { speechEndedAt: 1, turnEndedAt: 2, recognizedAt: 3 };
    opened.session.onTranscript({ type: 'final', turn: 1, text: 'vpn', inDomain: true, ...times });
    await talk(opened, 4);
    opened.session.onTranscript({ type: 'speech-start', turn: 2, startedAt: 4 });
    await talk(opened, 60);
    expect(JSON.stringify(opened.onAgentEvent)).not.toContain('campus');
    await opened.session.close();
  });

  it('hears silence where no frame has come', async () => {
    const opened = await open();
    const output = await engine.step(new Map([[opened.session, undefined]]));
    expect(codesFromBytes(output.get(opened.session)?.frame ?? new Uint8Array())).toHaveLength(8);
    await opened.session.close();
  });

  it('refuses a voice that it does not have, and keeps the place free', async () => {
    for (let i = 0; i < 4; i++)
      await expect(open({ voice: '../../etc/passwd' })).rejects.toThrow(OpenRejected);
    const opened = await Promise.all([open(), open(), open()]);
    await expect(open()).rejects.toThrow('All places of this model are taken.');
    for (const { session } of opened) await session.close();
  });

  it('goes on with a conversation that another worker began', async () => {
    const history = [{ role: 'user' as const, text: 'my printer is on fire' }];
    const opened = await open({ history });
    const fresh = await open();
    expect(await talk(opened, 30)).not.toEqual(await talk(fresh, 30));
    for (const { session } of [opened, fresh]) await session.close();
  });
});

describe('starting it', () => {
  it('measures how many sessions keep up, one at least', async () => {
    const started = await startPersonaPlex(envOf({ LM_SLOTS: '2' }), dependencies);
    expect([1, 2]).toContain(started.capacity);
    expect(started.voices).toEqual(['NATF2']);
    await started.close();
  });

  it.each([
    [{ MODEL_DIR: '' }, 'needs MODEL_DIR'],
    [{ PERSONAPLEX_QUANT: 'q4' }, /models prepare .* --quant q4/],
  ])('says what is missing: %o', async (options, problem) => {
    await expect(startPersonaPlex(envOf(options), dependencies)).rejects.toThrow(problem);
  });

  it('does not start on a GPU that is not there, but on the CPU where that is allowed', async () => {
    const gpu = { PERSONAPLEX_DEVICE: 'cuda' };
    await expect(loadPersonaPlex(envOf(gpu), dependencies)).rejects.toThrow(
      'Set PERSONAPLEX_DEVICE=cpu',
    );
    const parts = await loadPersonaPlex(
      envOf({ ...gpu, PERSONAPLEX_CPU_OFFLOAD: 'true' }),
      dependencies,
    );
    expect(parts.detail).toBe('PersonaPlex q8 on cpu');
    parts.close();
  });

  it('refuses a tokenizer that is none', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'parley-personaplex-'));
    await writeSmallRelease(broken);
    await writeFile(join(broken, 'tokenizer_spm_32k_3.model'), 'junk');
    await expect(startPersonaPlex(envOf({ MODEL_DIR: broken }), dependencies)).rejects.toThrow(
      'is not a SentencePiece model',
    );
    await rm(broken, { recursive: true });
  });
});
