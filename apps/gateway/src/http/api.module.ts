import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { LARGEST_DOCUMENT_BYTES } from '@parley/protocol';
import { BusModule } from '../bus.module.js';
import { ChatModule } from '../client/chat.module.js';
import { AskController } from './ask.controller.js';
import { DocumentsController } from './documents.controller.js';
import { RagServices } from './rag-services.js';
import { RequestLimits } from '../queue/request-limits.js';
import { UploadStorage } from './upload-storage.js';

@Module({
  imports: [BusModule],
  providers: [RagServices, UploadStorage],
  exports: [RagServices, UploadStorage],
})
class UploadModule {}

/** Documents and questions over REST. */
@Module({
  imports: [
    BusModule,
    ChatModule,
    UploadModule,
    MulterModule.registerAsync({
      imports: [UploadModule],
      inject: [UploadStorage],
      useFactory: (storage: UploadStorage) => ({
        storage,
        // names are UTF-8, as browsers and curl send them
        defParamCharset: 'utf8',
        limits: { files: 1, parts: 1, fields: 0, fileSize: LARGEST_DOCUMENT_BYTES },
      }),
    }),
  ],
  controllers: [AskController, DocumentsController],
  providers: [RequestLimits],
})
export class ApiModule {}
