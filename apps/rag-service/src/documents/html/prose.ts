import { isTag, isText, type ChildNode } from 'domhandler';

export interface Letters {
  all: number;
  /** Of them, those in links. */
  linked: number;
}

/** Counts the letters in parts of a page, with a list of its own, for it is asked about pages that are long or deep. */
export function lettersIn(nodes: readonly ChildNode[]): Letters {
  const letters: Letters = { all: 0, linked: 0 };
  const open = nodes.map((node) => ({ node, isLinked: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, isLinked } = next;
    if (isText(node)) {
      const count = node.data.replace(/\s+/g, '').length;
      letters.all += count;
      if (isLinked) letters.linked += count;
    } else if (isTag(node))
      for (const child of node.children)
        open.push({ node: child, isLinked: isLinked || node.name === 'a' });
  }
  return letters;
}

/** Letters that are not in a link. */
export function proseIn(nodes: readonly ChildNode[]): number {
  const { all, linked } = lettersIn(nodes);
  return all - linked;
}
