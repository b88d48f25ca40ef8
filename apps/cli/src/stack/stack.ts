import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Bus, WorkerRegistry } from '@parley/bus';
import { CLI_USER, credentials, newBusPasswords } from './bus-passwords.js';
import { addressesOf, checkEnvironment, serviceEnvironment } from './environment.js';
import { SERVICES } from './layout.js';
import { natsPlan, servicePlan, type StackSetting } from './plans.js';
import { ProcessGroup } from './process-group.js';
import { removeRunRecord, writeRunRecord } from './run-file.js';
import { lockStateDir, type StateLock } from './state-lock.js';
import type { ServiceStatus } from './supervised-process.js';

export interface StackOptions {
  /** Port of the gateway; see `choosePort`. */
  port: number;
  /** Logs, index and `run.json` go there. */
  stateDir: string;
  /** As the services shall see it; with `NATS_URL` set, that server is used and none is started. */
  env: NodeJS.ProcessEnv;
  onStatus?: (status: ServiceStatus) => void;
  /** Aborting it stops the stack, also while it is starting. */
  signal?: AbortSignal;
}

export interface Stack {
  /** Address of the web page. */
  readonly url: string;
  /** Address of the voice socket. */
  readonly chatUrl: string;
  /** Stops everything in the reverse order of the start. */
  close(): Promise<void>;
}

/**
 * Starts a NATS server and every service as processes of their own, and resolves when all are ready.
 * When one of them cannot start, those that run are stopped again.
 * @throws CliError, StateDirUnusable or InvalidEnvironment with a sentence that says why.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  checkEnvironment(options.env);
  const stack = new LocalStack(options);
  try {
    await stack.start();
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}

class LocalStack implements Stack {
  readonly url: string;
  readonly chatUrl: string;
  private readonly setting: StackSetting;
  private readonly startedAt = new Date().toISOString();
  private readonly processes = new ProcessGroup((status) => this.report(status));
  private natsUrl: string;
  private bus: Bus | undefined;
  private lock: StateLock | undefined;
  private isUp = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: StackOptions) {
    const { env, port, stateDir } = options;
    ({ url: this.url, chatUrl: this.chatUrl } = addressesOf(env, port));
    this.natsUrl = env['NATS_URL'] ?? '';
    this.setting = {
      env: serviceEnvironment(env, { port, stateDir }),
      logDir: join(stateDir, 'logs'),
      suffix: randomBytes(3).toString('hex'),
      passwords: this.natsUrl ? undefined : newBusPasswords(),
      url: this.url,
    };
  }

  async start(): Promise<void> {
    this.options.signal?.addEventListener('abort', () => void this.close(), { once: true });
    this.options.signal?.throwIfAborted();
    this.lock = await lockStateDir(this.options.stateDir);
    await mkdir(this.setting.logDir, { recursive: true });
    await this.startServices(await this.joinBus());
    this.isUp = true;
    await this.leaveRecord();
  }

  close(): Promise<void> {
    return (this.closing ??= this.stopAll());
  }

  private async joinBus(): Promise<Bus> {
    const { passwords } = this.setting;
    const ours = passwords ? credentials(passwords, CLI_USER) : this.options.env;
    const { NATS_USER: user, NATS_PASSWORD: password } = ours;
    if (this.natsUrl) {
      this.report({ service: 'nats', state: 'ready', detail: `yours, ${this.natsUrl}` });
    } else {
      await this.processes.start(natsPlan(this.setting, (url) => (this.natsUrl = url)));
    }
    this.bus = await Bus.connect({ url: this.natsUrl, name: 'parley-cli', user, password });
    if (this.closing) await this.bus.nats.close();
    return this.bus;
  }

  private async startServices(bus: Bus): Promise<void> {
    const registry = await WorkerRegistry.open(bus);
    await registry.follow();
    const env = { ...this.setting.env, NATS_URL: this.natsUrl };
    const plans = SERVICES.map((service) =>
      servicePlan(service, registry, { ...this.setting, env }),
    );
    await Promise.all(plans.map((plan) => this.processes.start(plan)));
  }

  private report(status: ServiceStatus): void {
    this.options.onStatus?.(status);
    if (this.isUp && status.state === 'ready') void this.leaveRecord(); // a restart has another process id
  }

  private leaveRecord(): Promise<void> {
    return writeRunRecord(this.options.stateDir, {
      pid: process.pid,
      startedAt: this.startedAt,
      url: this.url,
      port: this.options.port,
      natsUrl: this.natsUrl,
      natsPasswords: this.setting.passwords,
      services: this.processes.pids,
    });
  }

  private async stopAll(): Promise<void> {
    this.isUp = false;
    await removeRunRecord(this.options.stateDir, process.pid);
    await this.bus?.nats.close();
    await this.processes.stop();
    await this.lock?.release();
  }
}
