/** The package's own declarations cannot be resolved by Node's rules; these are the ones used here. */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    /** @param tokenizer tokenizer.json @param config tokenizer_config.json */
    constructor(tokenizer: object, config: object);
    encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[] };
  }
}
