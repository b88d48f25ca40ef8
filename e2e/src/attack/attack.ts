import type { Gateway } from '../support/gateway.js';
import type { Stack } from '../support/stack.js';
import type { Random } from '../chaos/random.js';

/** What attacks are aimed at: a stack of their own on loopback. */
export interface Target {
  readonly stack: Stack;
  /** A second gateway on its bus, which wants tokens with roles: see `TOKENS`. */
  readonly guarded: Gateway;
  readonly random: Random;
  /** 1 for the long form; a share of it for the short one. */
  readonly scale: number;
  /** Figures worth printing. */
  readonly note: (line: string) => void;
}

/** One way to do harm. */
export interface Attack {
  /** As docs/security.md names it. */
  readonly name: string;
  /** @throws Harm when it succeeds. */
  run(target: Target): Promise<void>;
}

/** An attack that did what it should not be able to. */
export class Harm extends Error {
  override readonly name = 'Harm';
}

/** @throws Harm */
export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Harm(otherwise);
}

export const TOKENS = 'hall:talk:t-hall,lib:read:t-lib,desk:write:t-desk,root:admin:t-root';
