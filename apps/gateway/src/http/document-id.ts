import { HANDED_IN } from '@parley/protocol';

/** Names have slashes and any letters; an id goes into an address as it is. */
export function idOf(name: string, handedIn: boolean): string {
  return Buffer.from(handedIn ? HANDED_IN + name : name).toString('base64url');
}

/** The name of a document that was handed in; undefined for any other. */
export function nameOfHandedIn(id: string): string | undefined {
  const name = Buffer.from(id, 'base64url').toString();
  return name.startsWith(HANDED_IN) ? name.slice(HANDED_IN.length) : undefined;
}
