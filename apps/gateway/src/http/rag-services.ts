import { Injectable } from '@nestjs/common';
import { Bus, DocumentsClient, WorkerRegistry } from '@parley/bus';
import { Failure } from './failure.js';

/** The rag-service that requests about documents go to. */
@Injectable()
export class RagServices {
  constructor(
    private readonly bus: Bus,
    private readonly registry: WorkerRegistry,
  ) {}

  /** `by` is who wants changes. @throws Failure when none is ready. */
  documents(by?: string): DocumentsClient {
    const client = DocumentsClient.of(this.bus, this.registry, by);
    if (!client)
      throw new Failure(503, 'No rag-service is ready. Please try again a little later.');
    return client;
  }
}
