import type { ServerResponse } from 'node:http';
import {
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Post,
  Query,
  Req,
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
import { ZodValidationPipe } from 'nestjs-zod';
import { DocumentsService } from './documents.service.js';
import { AuthGuard, whoSends, type AuthorizedRequest } from '../auth/auth.guard.js';
import { Needs } from '../auth/needs.js';
import { Failure } from './failure.js';
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

/** The documents that answers come from. */
@ApiTags('documents')
@ApiBearerAuth()
@ApiDefaultResponse({ type: FailureDto, description: 'What went wrong, in one sentence.' })
@Controller('api/documents')
@UseGuards(AuthGuard)
@Needs('write')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get()
  @Needs('read')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'List the documents, a page at a time.' })
  @ApiQuery({ type: PageDto })
  @ApiOkResponse({ type: DocumentPageDto })
  async list(@Query(new ZodValidationPipe(PageDto)) { offset }: Page): Promise<DocumentPage> {
    return this.documents.list(offset);
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
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<StoredDocument> {
    if (!file) throw new Failure(400, 'Send the document as the field "file" of a form.');
    const stored = await this.documents.readIn(file.originalname, whoSends(request));
    response.statusCode = stored.answering ? 201 : 202;
    return stored;
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Take a document away that was handed in.' })
  @ApiParam({ name: 'id', description: 'As the list gives it.' })
  @ApiNoContentResponse({ description: 'Nothing is answered from it any more.' })
  async remove(
    @Param('id') id: string,
    @Req() request: AuthorizedRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    response.statusCode = (await this.documents.remove(id, whoSends(request))) ? 204 : 202;
  }
}
