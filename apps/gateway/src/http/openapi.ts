import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { contentSecurityPolicy } from 'helmet';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { CONTENT_SECURITY } from './web-page.js';
import { VERSION } from '../version.js';

/** Swagger UI has styles in its HTML; scripts come from files there as everywhere. */
const allowInlineStyles = contentSecurityPolicy({
  useDefaults: false,
  directives: { ...CONTENT_SECURITY, 'style-src': ["'self'", "'unsafe-inline'"] },
});

/** Describes the REST interface at `/api/docs`, for programs at `/api/docs/openapi.json`. */
export function serveApiDocs(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Parley')
    .setDescription(
      'Documents, answers and the state of the deployment. Conversations are on the WebSocket /api/chat.',
    )
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
  app.use('/api/docs', allowInlineStyles);
  const describe = () => cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('api/docs', app, describe, {
    jsonDocumentUrl: 'api/docs/openapi.json',
    customSiteTitle: 'Parley: REST',
  });
}
