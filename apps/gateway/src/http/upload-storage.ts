import type { Request } from 'express';
import { Injectable } from '@nestjs/common';
import type { StorageEngine } from 'multer';
import { whoSends, type AuthorizedRequest } from '../auth/auth.guard.js';
import { RagServices } from './rag-services.js';

/** Hands an upload on to the rag-service while it comes in, so that no more than a piece of it is held here. */
@Injectable()
export class UploadStorage implements StorageEngine {
  constructor(private readonly services: RagServices) {}

  _handleFile(request: Request, file: Express.Multer.File, done: (error?: unknown) => void): void {
    this.send(file, whoSends(request as Request & AuthorizedRequest)).then(() => done(), done);
  }

  /** Nothing is kept here, and a file that breaks off is discarded there. */
  _removeFile(_: Request, __: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  private async send({ originalname, stream }: Express.Multer.File, by: string): Promise<void> {
    await this.services.documents(by).send(originalname, stream);
  }
}
