import { useState } from 'react';

/** A text that the browser remembers for this page. */
export function useStoredText(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => readText(key));
  const store = (next: string) => {
    setText(next);
    writeText(key, next);
  };
  return [text, store];
}

/** A browser that blocks storage throws on every access; the page then just forgets. */
function readText(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function writeText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    return;
  }
}
