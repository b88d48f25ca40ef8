import { z } from 'zod';
import { accessTokens } from './access-tokens.js';
import { boolean, decimal, httpUrl, integer, isAddressRange, list, oneOf, port } from './fields.js';
import { safetyReplies } from './safety-replies.js';

/**
 * Every environment variable of the project, by service. `.describe()` is what the table of docs/configuration.md says;
 * a test holds the two together.
 */

const common = {
  NATS_URL: z
    .string()
    .regex(/^(nats|tls|ws|wss):\/\//, 'it must begin with nats://, tls://, ws:// or wss://')
    .default('nats://127.0.0.1:4222')
    .describe('The NATS server (with JetStream) that joins the services.'),
  NATS_USER: z.string().optional().describe('User name for NATS, if it wants one.'),
  NATS_PASSWORD: z.string().optional().describe('Password for NATS.'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent')
    .default('info')
    .describe('How much is logged.'),
  WORKER_ID: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'it must be 1 to 64 letters, digits, - or _')
    .optional()
    .describe('Name of this process in the registry; made up when absent.'),
  HEALTH_PORT: port
    .optional()
    .describe(
      'Port for /healthz, /readyz and /metrics; when absent, none, but for the gateway, which has them on PORT.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe(
      'An OpenTelemetry collector (OTLP over HTTP), which gets traces of session set-up and questions; none are made when absent.',
    ),
};

const voicePrompts = {
  DEFAULT_VOICE_PROMPT: z
    .string()
    .default('NATF2')
    .describe('Voice of a session that asks for none.'),
  DEFAULT_TEXT_PROMPT: z
    .string()
    .default('You are a helpful assistant.')
    .describe('Persona of a session that brings none.'),
};

const drainSeconds = integer(0, 86_400)
  .default(0)
  .describe(
    'How long sessions may go on at this worker after SIGTERM while no other worker has a slot for them; then they end with a sentence.',
  );

const device = oneOf('cpu', 'cuda').default('cpu').describe('Where the models run.');

/** What an operator can do where the models cannot run on CUDA. */
export const ADVICE_WITHOUT_CUDA = 'Set PERSONAPLEX_DEVICE=cpu, or use the GPU images.';

const modelDir = z
  .string()
  .optional()
  .describe(
    'Folder of the PersonaPlex model and its codec; without it there is neither PersonaPlex nor Mimi.',
  );

const rag = {
  OLLAMA_BASE_URL: httpUrl
    .optional()
    .describe('An Ollama server; answers come from it while it is reachable.'),
  OLLAMA_MODEL: z.string().default('mistral').describe('The model asked there.'),
  OLLAMA_EMBED_MODEL: z
    .string()
    .default('nomic-embed-text')
    .describe('The embedding model there; passages are found by meaning as well while it answers.'),
  OLLAMA_EMBED_DIMENSIONS: integer(1, 8192)
    .default(768)
    .describe('How many numbers its vectors have.'),
  RAG_EMBED_MODEL_DIR: z
    .string()
    .optional()
    .describe(
      'Folder of an ONNX embedding model, which then finds passages by meaning in the place of the one at Ollama; "parley models pull embeddings" fetches one.',
    ),
  RAG_STORE: oneOf('lance', 'qdrant')
    .default('lance')
    .describe('Where the document index is: in a folder (LanceDB), or in a Qdrant server.'),
  CHROMA_PATH: z
    .string()
    .default('.parley/index')
    .describe(
      'Folder of the embedded document index; what is handed in is in the one beside it, with `-documents` after its name.',
    ),
  QDRANT_URL: httpUrl
    .default('http://127.0.0.1:6333')
    .describe('The Qdrant server of `RAG_STORE=qdrant`.'),
  QDRANT_API_KEY: z.string().optional().describe('Its API key, if it wants one.'),
  DOCUMENTS_DIR: z.string().default('examples/documents').describe('Documents read in at start.'),
  RAG_TOP_K: integer(1, 50).default(3).describe('Passages retrieved for a question.'),
  RAG_MIN_SCORE: decimal(0, 1)
    .default(0.5)
    .describe('Relevance below which a passage does not count (0 to 1).'),
  SERVICE_DESK: z
    .string()
    .default('the service desk')
    .describe(
      'Whom a refusal names, and the answer to "let me talk to a person", e.g. "the I T service desk on extension 4000".',
    ),
  SAFETY_REPLIES: safetyReplies.describe(
    'What is said at once to somebody who tells of danger, by kind, as JSON; kinds that are left out keep their words. Put in your own emergency numbers.',
  ),
};

export const GatewayEnv = z.object({
  ...common,
  ...voicePrompts,
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address the gateway listens on; 0.0.0.0 for all of this machine, which needs tokens or `ALLOW_ANONYMOUS`.',
    ),
  PORT: port.default(8998).describe('Port the gateway listens on.'),
  SSL_DIR: z
    .string()
    .optional()
    .describe(
      'Folder with cert.pem and key.pem; a self-signed pair is made when it is empty. Plain HTTP when absent.',
    ),
  WEB_DIR: z
    .string()
    .optional()
    .describe('The built web page; the one beside the gateway when absent.'),
  AUTH_TOKENS: accessTokens.describe(
    'Comma-separated tokens, each `name:role:secret`; when set, everybody needs one. A role is `talk`, `read` or `write` (documents), `admin` (all), or several joined by `+`. A secret alone may do all.',
  ),
  ALLOW_ANONYMOUS: boolean
    .default(false)
    .describe('Without tokens, let in everyone who reaches an address that others reach, too.'),
  ALLOWED_HOSTS: list
    .default([])
    .describe(
      'Comma-separated names by which this server is reached, such as `parley.example.com`, besides localhost and the address it listens on.',
    ),
  JWKS_URL: httpUrl
    .optional()
    .describe(
      'Where the keys of signed tokens (JWT) are; when set, such a token lets in, too, with the rights in its claim `parley_roles`, or all where it has none.',
    ),
  JWT_ISSUER: z.string().optional().describe('Who must have issued a signed token.'),
  JWT_AUDIENCE: z.string().optional().describe('For whom a signed token must be.'),
  ALLOWED_ORIGINS: list
    .default([])
    .describe('Comma-separated origins of pages that may connect besides our own.'),
  MAX_SESSIONS: integer(1, 100_000).default(64).describe('Sessions this gateway carries at once.'),
  MAX_SESSIONS_PER_ADDRESS: integer(1, 100_000)
    .optional()
    .describe(
      'Sessions from one address at once, or from one IPv6 network (/64); when absent, 16, but never more than three quarters of all that there are.',
    ),
  MAX_SESSIONS_PER_TOKEN: integer(1, 100_000)
    .optional()
    .describe(
      'Sessions with one access token at once, or with all signed tokens of one subject; no limit of its own when absent.',
    ),
  IDLE_MINUTES: decimal(0, 1_440)
    .default(10)
    .describe(
      'How long nobody may speak in a conversation before it asks whether anybody is there, and ends; 0 for as long as you like.',
    ),
  TRUSTED_PROXIES: list
    .refine(
      (proxies) => proxies.every(isAddressRange),
      'it must list addresses, or ranges as 10.0.0.0/8',
    )
    .default([])
    .describe('Comma-separated addresses or ranges of proxies whose X-Forwarded-For counts.'),
  QUEUE_LIMIT: integer(0, 100_000)
    .default(32)
    .describe(
      'Clients that may wait for a free slot, at all gateways together; 0 refuses them at once.',
    ),
  RESUME_SECONDS: integer(0, 3_600)
    .default(30)
    .describe('How long a dropped connection may come back to its session.'),
});
export type GatewayEnv = z.output<typeof GatewayEnv>;

export const CodecWorkerEnv = z.object({
  ...common,
  CODEC_SLOTS: integer(1, 10_000)
    .default(64)
    .describe('Sessions this codec worker carries at most; with Mimi, fewer if it cannot keep up.'),
  DRAIN_SECONDS: drainSeconds,
  MODEL_DIR: modelDir,
  PERSONAPLEX_DEVICE: device,
  OPUS_BITRATE: integer(6_000, 128_000)
    .default(40_000)
    .describe('Bits a second of the audio sent out.'),
});
export type CodecWorkerEnv = z.output<typeof CodecWorkerEnv>;

export const LmWorkerEnv = z.object({
  ...common,
  ENGINE: oneOf('cascade', 'personaplex', 'echo').default('cascade').describe('The voice engine.'),
  LM_SLOTS: integer(1, 10_000)
    .default(16)
    .describe(
      'Sessions this worker carries at most; with PersonaPlex, fewer if it cannot keep up.',
    ),
  DRAIN_SECONDS: drainSeconds,
  MODEL_DIR: modelDir,
  PERSONAPLEX_QUANT: oneOf('f32', 'q8', 'q4')
    .default('q8')
    .describe(
      'How the weights of PersonaPlex are kept: "parley models prepare" must have made them.',
    ),
  TTS_MODEL_DIR: z
    .string()
    .optional()
    .describe(
      'Folder of a sherpa-onnx voice (Piper, Kokoro) for the cascade; Flite when absent, and when that voice fails.',
    ),
  FLITE_BIN: z.string().default('flite').describe('The Flite program.'),
  PERSONAPLEX_DEVICE: device,
  PERSONAPLEX_CPU_OFFLOAD: boolean
    .default(false)
    .describe(
      'When PersonaPlex cannot be loaded on the GPU, such as for want of memory, it runs on the CPU instead of not starting.',
    ),
});
export type LmWorkerEnv = z.output<typeof LmWorkerEnv>;

export const AsrWorkerEnv = z.object({
  ...common,
  ASR_SLOTS: integer(1, 10_000).default(16).describe('Sessions this recogniser carries.'),
  DRAIN_SECONDS: drainSeconds,
  ASR_MODEL_DIR: z
    .string()
    .optional()
    .describe('Folder of a Moonshine or sherpa-onnx model; PocketSphinx when absent.'),
  POCKETSPHINX_MODEL_DIR: z
    .string()
    .default('/usr/share/pocketsphinx/model/en-us')
    .describe('Folder of the PocketSphinx model.'),
  TURN_SILENCE_MS: integer(100, 5_000)
    .default(400)
    .describe(
      'Silence that ends a turn, in milliseconds; a turn model makes it shorter or longer, the surer it is.',
    ),
  TURN_MODEL_DIR: z
    .string()
    .optional()
    .describe(
      'Folder of the smart-turn model, which hears when a turn is over; silence alone decides when absent.',
    ),
});
export type AsrWorkerEnv = z.output<typeof AsrWorkerEnv>;

export const RagServiceEnv = z.object({ ...common, ...rag });
export type RagServiceEnv = z.output<typeof RagServiceEnv>;

export const SERVICE_ENVIRONMENTS = {
  gateway: GatewayEnv,
  'codec-worker': CodecWorkerEnv,
  'lm-worker': LmWorkerEnv,
  'asr-worker': AsrWorkerEnv,
  'rag-service': RagServiceEnv,
} as const;
export type ServiceName = keyof typeof SERVICE_ENVIRONMENTS;

/** What fetches models: `parley models pull`, and `parley up`, which looks for what was pulled. */
export const ModelsEnv = z.object({
  HF_TOKEN: z.string().optional().describe('Token for gated models; sent to the hub alone.'),
  HF_REPO: z
    .string()
    .default('nvidia/personaplex-7b-v1')
    .describe(
      'Repository of PersonaPlex: what is pulled, and what runs when `MODEL_DIR` is absent.',
    ),
  HF_ENDPOINT: httpUrl
    .optional()
    .describe('Another hub than https://huggingface.co, such as a mirror.'),
});
export type ModelsEnv = z.output<typeof ModelsEnv>;

/** Everything that reads an environment, the command line included. */
export const PROGRAM_ENVIRONMENTS = {
  ...SERVICE_ENVIRONMENTS,
  'parley models': ModelsEnv,
} as const;
