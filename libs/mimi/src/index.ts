export {
  Checkpoint,
  CHECKPOINT_FILE,
  UnusableCheckpoint,
  type WeightSource,
} from './checkpoint.js';
export { frameSamples, MimiConfig } from './config.js';
export { formulaSignal, FormulaWeights } from './formula-weights.js';
export * from './mimi.js';
