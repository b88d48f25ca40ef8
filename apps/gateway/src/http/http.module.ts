import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { LARGEST_DOCUMENT_BYTES } from '@parley/protocol';
import { BusModule } from '../bus.module.js';
import { ChatModule } from '../client/chat.module.js';
import { RequestLimits } from '../queue/request-limits.js';
import { AskController } from './ask.controller.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { HealthController } from './health.controller.js';
import { InfoController } from './info.controller.js';
import { RagServices } from './rag-services.js';
import { UploadStorage } from './upload-storage.js';
import { Workers } from './workers.js';

@Module({
  imports: [BusModule],
  providers: [RagServices, UploadStorage],
  exports: [RagServices, UploadStorage],
})
class UploadModule {}

/** REST beside the conversations: documents, questions, what runs and how it is. */
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
  controllers: [AskController, DocumentsController, HealthController, InfoController],
  providers: [DocumentsService, RequestLimits, Workers],
})
export class HttpModule {}
