import { Inject, Injectable } from '@nestjs/common';
import { WorkerRegistry } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { WorkerRole, type WorkerRecord } from '@parley/protocol';
import type { Health } from '@parley/telemetry';
import { enginesWithCodec, NO_MIMI } from '../placement/formats.js';
import { Sessions } from '../session/sessions.js';
import { defaultVoice, voicesOf } from '../placement/voices.js';
import { GATEWAY_ENV } from '../tokens.js';

export type WorkerSummary = Pick<
  WorkerRecord,
  'id' | 'status' | 'detail' | 'capacity' | 'sessions' | 'load'
>;

const NAMES: Record<WorkerRole, string> = {
  codec: 'codec-worker',
  lm: 'lm-worker',
  asr: 'asr-worker',
  rag: 'rag-service',
};

/** What is running in the deployment, read from the registry. */
@Injectable()
export class Workers {
  constructor(
    private readonly registry: WorkerRegistry,
    @Inject(Sessions) private readonly sessions: Pick<Sessions, 'isDraining'>,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
  ) {}

  get engine(): string | null {
    return this.engines[0]?.engine ?? null;
  }

  get voices(): string[] {
    return voicesOf(this.engines);
  }

  /** The configured one while no engine says otherwise. */
  get defaultVoice(): string {
    const configured = this.env.DEFAULT_VOICE_PROMPT;
    return defaultVoice(this.voices, configured) ?? configured;
  }

  byRole(): Record<WorkerRole, WorkerSummary[]> {
    const entries = WorkerRole.options.map((role) => [role, this.of(role).map(summaryOf)]);
    return Object.fromEntries(entries) as Record<WorkerRole, WorkerSummary[]>;
  }

  health(): Health {
    if (this.sessions.isDraining)
      return { state: 'draining', detail: 'The server is shutting down.' };
    const missing = this.notReadyBecause();
    if (missing) return { state: 'loading', detail: missing };
    const slots = sum(this.engines.map(({ capacity }) => capacity));
    if (sum(this.engines.map(({ sessions }) => sessions)) < slots) return { state: 'ready' };
    return {
      state: 'overloaded',
      detail: `All ${slots} voices are taken; who comes now has to wait.`,
    };
  }

  /** Undefined when a session could be opened, else a sentence naming what is missing. */
  notReadyBecause(): string | undefined {
    const missing = this.neededRoles().filter((role) => !this.isReady(role));
    if (missing.length === 0) return this.hasFittingPair() ? undefined : NO_MIMI;
    return `${missing.map((role) => this.problemOf(role)).join(', ')}.`;
  }

  isReady(role: WorkerRole): boolean {
    return this.readyOnes(role).length > 0;
  }

  private get engines(): WorkerRecord[] {
    return this.readyOnes('lm');
  }

  private readyOnes(role: WorkerRole): WorkerRecord[] {
    return this.of(role).filter(({ status }) => status === 'ready');
  }

  private hasFittingPair(): boolean {
    return enginesWithCodec(this.engines, this.readyOnes('codec')).length > 0;
  }

  /** An engine that works on transcripts needs a recogniser, and documents to answer from. */
  private neededRoles(): WorkerRole[] {
    const needsTranscripts = this.engines.some((engine) => engine.needsTranscripts);
    return needsTranscripts ? ['codec', 'lm', 'asr', 'rag'] : ['codec', 'lm'];
  }

  private problemOf(role: WorkerRole): string {
    const isStarting = this.of(role).some(({ status }) => status === 'starting');
    return isStarting ? `${NAMES[role]} is still starting` : `no ${NAMES[role]} is running`;
  }

  private of(role: WorkerRole): WorkerRecord[] {
    return this.registry.workers(role);
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function summaryOf(record: WorkerRecord): WorkerSummary {
  const { id, status, detail, capacity, sessions, load } = record;
  return { id, status, detail, capacity, sessions, load };
}
