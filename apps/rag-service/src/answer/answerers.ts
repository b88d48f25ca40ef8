import type { RagServiceEnv } from '@parley/config';
import type { Logger } from '@parley/telemetry';
import type { Answerer } from './answerer.js';
import { ExtractiveAnswerer } from './extractive-answerer.js';
import { OllamaAnswerer } from './ollama-answerer.js';
import { OllamaProbe } from './ollama-probe.js';

type Settings = Pick<RagServiceEnv, 'OLLAMA_BASE_URL' | 'OLLAMA_MODEL'>;

/** Who answers at the moment: the language model first while it is reachable, and always the extractive answerer. */
export class Answerers {
  private readonly extractive = new ExtractiveAnswerer();

  private constructor(
    private readonly ollama: OllamaAnswerer | undefined,
    private readonly probe: OllamaProbe | undefined,
    private readonly model: string,
  ) {}

  static async open(
    { OLLAMA_BASE_URL: baseUrl, OLLAMA_MODEL: model }: Settings,
    logger: Pick<Logger, 'info' | 'warn'>,
  ): Promise<Answerers> {
    if (!baseUrl) return new Answerers(undefined, undefined, model);
    const probe = await OllamaProbe.start(baseUrl, model, (problem) => {
      if (problem) logger.warn({ problem }, 'answers are extractive');
      else logger.info({ model }, 'answers come from ollama');
    });
    return new Answerers(new OllamaAnswerer({ baseUrl, model }), probe, model);
  }

  /** The one to try first, then the one that always works. */
  current(): readonly Answerer[] {
    const { extractive, ollama } = this;
    return ollama && this.usesOllama ? [ollama, extractive] : [extractive];
  }

  /** In a few words for a status line. */
  get detail(): string {
    return this.usesOllama ? `answers by Ollama ${this.model}` : 'extractive answers';
  }

  async close(): Promise<void> {
    this.probe?.close();
  }

  private get usesOllama(): boolean {
    return this.probe !== undefined && this.probe.problem === undefined;
  }
}
