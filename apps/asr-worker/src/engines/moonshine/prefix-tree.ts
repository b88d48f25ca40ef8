/** Words to listen for, and the log-probability (nats) that each of their characters is worth. */
export type WeightedWords = Iterable<readonly [word: string, natsPerCharacter: number]>;

interface Node {
  readonly children: Map<string, Node>;
  /** Nats given so far to whoever stands here, as if the best word below were to be finished. */
  ahead: number;
  /** Nats of the word that ends here; 0 when none does. */
  own: number;
}

/** Where a hypothesis stands; undefined in the middle of a word that is none of the tree's. */
export type BiasState = Readonly<Node> | undefined;

/** The result of more text: where it leads, and the nats gained, or lost again. */
export interface BiasStep {
  readonly state: BiasState;
  readonly gained: number;
}

/** Characters inside a word that people write or leave out: "wi-fi", "wifi". */
const OPTIONAL = new Set(['-', "'", '’']);
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * Words to listen for, for shallow-fusion contextual biasing (Zhao et al. 2019, "Shallow-fusion end-to-end
 * contextual biasing"): a hypothesis is rewarded for each character that walks down a word, and loses the reward
 * when it does not finish that word. The tree is one of characters, so a word counts however a tokenizer cuts it.
 */
export class PrefixTree {
  private readonly root = newNode(0);
  readonly start: BiasState = this.root;

  constructor(words: WeightedWords = []) {
    for (const [word, natsPerCharacter] of words) this.add(word, natsPerCharacter);
  }

  /** Walks on with the next text of a hypothesis. Case does not matter. */
  advance(from: BiasState, text: string): BiasStep {
    let state = from;
    let gained = 0;
    for (const character of text.toLowerCase()) {
      if (OPTIONAL.has(character)) continue;
      if (WORD_CHARACTER.test(character)) {
        const next = state?.children.get(character);
        gained += (next?.ahead ?? 0) - (state?.ahead ?? 0);
        state = next;
      } else {
        gained += this.finish(state);
        state = this.root;
      }
    }
    return { state, gained };
  }

  /** Nats gained or lost when a word, or the text, ends here. */
  finish(state: BiasState): number {
    return state ? state.own - state.ahead : 0;
  }

  private add(word: string, natsPerCharacter: number): void {
    let node = this.root;
    let nats = 0;
    for (const character of word.toLowerCase()) {
      if (OPTIONAL.has(character)) continue;
      nats += natsPerCharacter;
      const next = node.children.get(character) ?? newNode(nats);
      next.ahead = Math.max(next.ahead, nats);
      node.children.set(character, next);
      node = next;
    }
    node.own = Math.max(node.own, nats);
  }
}

function newNode(ahead: number): Node {
  return { children: new Map(), ahead, own: 0 };
}
