import { Injectable } from '@nestjs/common';
import { DocumentRejected, RequestFailed, type DocumentsClient, type Refreshed } from '@parley/bus';
import { HANDED_IN } from '@parley/protocol';
import { idOf, nameOfHandedIn } from './document-id.js';
import { Failure } from './failure.js';
import { RagServices } from './rag-services.js';
import type { DocumentPage, StoredDocument } from './schemas.js';

/** Proxies give up on a request after a minute; a large corpus takes longer to be read in. */
const ANSWERING_WITHIN_MS = 30_000;

/** Lists the documents of a rag-service, has it read in what was uploaded, and takes documents away. */
@Injectable()
export class DocumentsService {
  constructor(private readonly services: RagServices) {}

  /** @throws Failure when no rag-service is ready. */
  async list(offset: number): Promise<DocumentPage> {
    const { documents, nextOffset } = await this.services.documents().list(offset);
    const withIds = documents.map((row) => ({ id: idOf(row.name, row.handedIn), ...row }));
    return { documents: withIds, nextOffset };
  }

  /**
   * Has an uploaded document read in; `answering` is false where that takes longer than a client would wait.
   * What cannot be read was refused when it was sent.
   */
  async readIn(name: string, by: string): Promise<StoredDocument> {
    const report = await refresh(this.services.documents(by));
    // it was read when it was sent, and waits for a machine that is less busy
    const isWaiting = report?.skipped.some((each) => each.name === HANDED_IN + name);
    return { id: idOf(name, true), name, answering: report !== undefined && !isWaiting };
  }

  /** False when answers may still come from it for a while. @throws Failure when there is none of that id. */
  async remove(id: string, by: string): Promise<boolean> {
    const client = this.services.documents(by);
    const name = nameOfHandedIn(id);
    const removed = name === undefined ? [] : await client.remove([name]);
    if (removed.length === 0)
      throw new Failure(
        404,
        'No document with this id was handed in. Those of the documents folder are taken away there.',
      );
    return (await refresh(client)) !== undefined;
  }
}

/** Undefined when it takes longer than a client would wait. */
async function refresh(client: DocumentsClient): Promise<Refreshed | undefined> {
  try {
    return await client.refresh(ANSWERING_WITHIN_MS);
  } catch (error) {
    if (error instanceof RequestFailed) return undefined;
    // what fails here is the corpus as a whole, in a sentence of its own
    if (error instanceof DocumentRejected) throw new Failure(503, error.message);
    throw error;
  }
}
