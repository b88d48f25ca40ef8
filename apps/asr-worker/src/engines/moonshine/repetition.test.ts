import { describe, expect, it } from 'vitest';
import { dropRepetition } from './repetition.js';

describe('repetition', () => {
  it('leaves what people say twice or three times', () => {
    const text = 'No, no, no! It is very very slow.';
    expect(dropRepetition(text)).toEqual({ text, isRepetitive: false });
  });

  it('keeps one of a word that goes on and on', () => {
    expect(dropRepetition('The plus plus plus plus plus')).toEqual({
      text: 'The plus',
      isRepetitive: true,
    });
  });

  it('keeps one of a phrase, and what comes after it', () => {
    const loop = 'I am going. '.repeat(6);
    expect(dropRepetition(`${loop}Home now.`)).toEqual({
      text: 'I am going. Home now.',
      isRepetitive: true,
    });
  });

  it('has nothing against nothing', () => {
    expect(dropRepetition('')).toEqual({ text: '', isRepetitive: false });
  });
});
