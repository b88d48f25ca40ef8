/**
 * The embedding model that is fetched: small enough for one core, under the Apache licence, and the one that how scores are put
 * together was measured with (docs/adr/006-what-a-score-means.md).
 */
export const EMBEDDING_MODEL = {
  repo: 'sentence-transformers/all-MiniLM-L6-v2',
  /** What the rag-service reads of it; the rest are other forms of the same weights. */
  files: [
    'onnx/model.onnx',
    'tokenizer.json',
    'tokenizer_config.json',
    'config.json',
    'config_sentence_transformers.json',
    'sentence_bert_config.json',
    'modules.json',
    '1_Pooling/config.json',
  ],
  variable: 'RAG_EMBED_MODEL_DIR',
} as const;
