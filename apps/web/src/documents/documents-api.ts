import { z } from 'zod';

const Listed = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  passages: z.number(),
  problem: z.string().optional(),
  handedIn: z.boolean(),
});
export type ListedDocument = z.infer<typeof Listed>;

const Page = z.object({ documents: z.array(Listed), nextOffset: z.number().nullable() });
const Failure = z.object({ error: z.string() });

/** The server did not do what it was asked to; `message` is for the person. */
export class DocumentsProblem extends Error {
  override readonly name = 'DocumentsProblem';
}

/** The documents of the server. Every method may reject with DocumentsProblem. */
export interface DocumentsApi {
  list(): Promise<ListedDocument[]>;
  /** `onSent` is told how much of the file has been sent, from 0 to 1. Resolves when answers come from it. */
  upload(file: File, onSent: (share: number) => void): Promise<void>;
  remove(id: string): Promise<void>;
}

const UNREACHABLE = 'The server cannot be reached. Check that you are online, then try again.';

/** Over REST, with the access token if there is one. */
export function documentsApi(token: string): DocumentsApi {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

  const send = async (path: string, method: 'GET' | 'DELETE') => {
    const response = await fetch(path, { method, headers }).catch(() => {
      throw new DocumentsProblem(UNREACHABLE);
    });
    if (!response.ok) throw problemOf(await response.text());
    return response;
  };

  const list = async () => {
    const all: ListedDocument[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const response = await send(`/api/documents?offset=${offset}`, 'GET');
      const page = Page.parse(await response.json());
      all.push(...page.documents);
      offset = page.nextOffset;
    }
    return all;
  };

  // fetch() does not tell how much has been sent
  const upload = (file: File, onSent: (share: number) => void) =>
    new Promise<void>((resolve, reject) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append('file', file);
      request.open('POST', '/api/documents');
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onSent(loaded / total);
      request.onload = () =>
        request.status < 300 ? resolve() : reject(problemOf(request.responseText));
      request.onerror = () => reject(new DocumentsProblem(UNREACHABLE));
      request.send(form);
    });

  const remove = async (id: string) => void (await send(`/api/documents/${id}`, 'DELETE'));

  return { list, upload, remove };
}

/** The server's own sentence, where there is one. */
function problemOf(body: string): DocumentsProblem {
  try {
    return new DocumentsProblem(Failure.parse(JSON.parse(body)).error);
  } catch {
    return new DocumentsProblem('The server has a problem. Please try again in a moment.');
  }
}
