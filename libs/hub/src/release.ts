import { z } from 'zod';
import { HubError } from './errors.js';
import type { ContentHash } from './hash.js';
import type { Hub } from './hub.js';
import type { Subject } from './subject.js';

export interface HubFile {
  /** Relative, its parts parted by "/". */
  readonly path: string;
  readonly bytes: number;
  readonly hash: ContentHash;
}

/** A repository as it was at one commit: what lies there does not change any more. */
export interface Release {
  readonly repo: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const Commit = z.object({ sha: z.string().regex(/^[\w.-]+$/) });
const Entry = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().nonnegative(),
  oid: z.string(),
  lfs: z.object({ oid: z.string(), size: z.number().int().nonnegative() }).optional(),
});

/** What a repository holds at a branch, tag or commit. @throws HubError */
export async function readRelease(
  hub: Hub,
  repo: string,
  revision: string,
  signal?: AbortSignal,
): Promise<Release> {
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(repo))
    throw new HubError(
      `"${repo}" is not the name of a repository, such as nvidia/personaplex-7b-v1.`,
    );
  const subject = { repo, what: `revision "${revision}"` };
  // A revision may hold a slash, which is one part of the path here.
  const address = new URL(
    `${encodeURIComponent(revision)}`,
    hub.url(`api/models/${repo}/revision/`),
  );
  const { body } = await hub.json(address, subject, signal);
  const commit = parse(Commit, body, hub).sha;
  const files: HubFile[] = [];
  for await (const entry of entriesOf(hub, repo, commit, subject, signal))
    if (entry.type === 'file') files.push(fileOf(entry, repo));
  return { repo, commit, files };
}

export function fileUrl(hub: Hub, { repo, commit }: Release, { path }: HubFile): URL {
  return hub.url(`${repo}/resolve/${commit}/${path}`);
}

async function* entriesOf(
  hub: Hub,
  repo: string,
  commit: string,
  subject: Subject,
  signal?: AbortSignal,
): AsyncGenerator<z.infer<typeof Entry>> {
  let at: URL | undefined = hub.url(`api/models/${repo}/tree/${commit}`);
  at.searchParams.set('recursive', 'true');
  while (at) {
    const page: { body: unknown; next?: URL } = await hub.json(at, subject, signal);
    yield* parse(z.array(Entry), page.body, hub);
    at = page.next;
  }
}

function fileOf({ path, size, oid, lfs }: z.infer<typeof Entry>, repo: string): HubFile {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
    throw new HubError(`${repo} lists "${path}", which is not the name of a file in it.`);
  return lfs
    ? { path, bytes: lfs.size, hash: { kind: 'sha256', hex: lfs.oid } }
    : { path, bytes: size, hash: { kind: 'git-sha1', hex: oid } };
}

function parse<T>(schema: z.ZodType<T>, body: unknown, hub: Hub): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new HubError(
    `${hub.endpoint.host} does not answer as a Hugging Face hub does. Is HF_ENDPOINT right?`,
    { cause: parsed.error },
  );
}
