import type { ServerResponse } from 'node:http';
import {
  Controller,
  Delete,
  Get,
  Header,
  Inject,
  Param,
  Post,
  Query,
  Res,
  UploadedFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiDefaultResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { DocumentRejected, RequestFailed, type DocumentsClient, type Refreshed } from '@parley/bus';
import { HANDED_IN } from '@parley/protocol';
import { ZodValidationPipe } from 'nestjs-zod';
import { idOf, nameOfHandedIn } from './document-id.js';
import { AuthGuard } from '../auth/auth.guard.js';
import { Failure } from './failure.js';
import { RagServices } from './rag-services.js';
import {
  DocumentPageDto,
  FailureDto,
  PageDto,
  StoredDocumentDto,
  UPLOAD_FORM,
  type DocumentPage,
  type Page,
  type StoredDocument,
} from './schemas.js';
import { UploadGuard } from './upload.guard.js';

/** Proxies give up on a request after a minute; a large library takes longer to be read in. */
const ANSWERING_WITHIN_MS = 30_000;

/** The documents that answers come from. */
@ApiTags('documents')
@ApiBearerAuth()
@ApiDefaultResponse({ type: FailureDto, description: 'What went wrong, in one sentence.' })
@Controller('api/documents')
@UseGuards(AuthGuard)
export class DocumentsController {
  constructor(@Inject(RagServices) private readonly services: RagServices) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'List the documents, a page at a time.' })
  @ApiQuery({ type: PageDto })
  @ApiOkResponse({ type: DocumentPageDto })
  async list(@Query(new ZodValidationPipe(PageDto)) { offset }: Page): Promise<DocumentPage> {
    const { documents, nextOffset } = await this.services.documents().list(offset);
    const withIds = documents.map((row) => ({ id: idOf(row.name, row.handedIn), ...row }));
    return { documents: withIds, nextOffset };
  }

  @Post()
  @UseGuards(UploadGuard)
  @UseInterceptors(FileInterceptor('file'))
  @ApiOperation({
    summary: 'Hand a document in.',
    description: 'Answered with 202 when the document is stored, but reading it in takes longer.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD_FORM })
  @ApiCreatedResponse({ type: StoredDocumentDto })
  async upload(
    @UploadedFile() file: Express.Multer.File | undefined,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<StoredDocument> {
    if (!file) throw new Failure(400, 'Send the document as the field "file" of a form.');
    const name = file.originalname;
    const client = this.services.documents();
    const report = await readIn(client);
    const skipped = report?.skipped.find((each) => each.name === HANDED_IN + name);
    if (skipped) await reject(client, name, skipped.reason);
    response.statusCode = report ? 201 : 202;
    return { id: idOf(name, true), name, answering: report !== undefined };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Take a document away that was handed in.' })
  @ApiParam({ name: 'id', description: 'As the list gives it.' })
  @ApiNoContentResponse({ description: 'Nothing is answered from it any more.' })
  async remove(
    @Param('id') id: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    const client = this.services.documents();
    const name = nameOfHandedIn(id);
    const removed = name === undefined ? [] : await client.remove([name]);
    if (removed.length === 0)
      throw new Failure(
        404,
        'No document with this id was handed in. Those of the documents folder are taken away there.',
      );
    response.statusCode = (await readIn(client)) ? 204 : 202;
  }
}

/** Undefined when it takes longer than a client would wait. */
async function readIn(client: DocumentsClient): Promise<Refreshed | undefined> {
  try {
    return await client.refresh(ANSWERING_WITHIN_MS);
  } catch (error) {
    if (error instanceof RequestFailed) return undefined;
    // what fails here is the library as a whole, in a sentence of its own
    if (error instanceof DocumentRejected) throw new Failure(503, error.message);
    throw error;
  }
}

async function reject(client: DocumentsClient, name: string, reason: string): Promise<never> {
  await client.remove([name]);
  throw new Failure(422, `${name} ${reason}.`);
}
