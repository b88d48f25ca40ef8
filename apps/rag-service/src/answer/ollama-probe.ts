import { Ollama } from 'ollama';

const EVERY_MS = 15_000;
const PATIENCE_MS = 2_000;

/** Knows whether an Ollama server is there and has the model, and keeps looking. */
export class OllamaProbe {
  /** Undefined while answers may come from Ollama, else a sentence on why not. */
  problem: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly baseUrl: string,
    private readonly model: string,
    private readonly onChange: (problem: string | undefined) => void,
  ) {}

  /** Looks once before it resolves; `onChange` is told of that and of every change after it. */
  static async start(
    baseUrl: string,
    model: string,
    onChange: (problem: string | undefined) => void,
    everyMs = EVERY_MS,
  ): Promise<OllamaProbe> {
    const probe = new OllamaProbe(baseUrl, model, onChange);
    probe.problem = await probe.look();
    onChange(probe.problem);
    probe.timer = setInterval(() => void probe.again(), everyMs);
    probe.timer.unref();
    return probe;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async again(): Promise<void> {
    const problem = await this.look();
    if (problem === this.problem) return;
    this.problem = problem;
    this.onChange(problem);
  }

  private async look(): Promise<string | undefined> {
    const client = new Ollama({
      host: this.baseUrl,
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }),
    });
    try {
      const { models } = await client.list();
      const wanted = [this.model, `${this.model}:latest`];
      if (models.some(({ name }) => wanted.includes(name))) return undefined;
      return `Ollama at ${this.baseUrl} does not have the model ${this.model}. Fetch it: ollama pull ${this.model}`;
    } catch {
      return `Ollama does not answer at ${this.baseUrl}.`;
    }
  }
}
