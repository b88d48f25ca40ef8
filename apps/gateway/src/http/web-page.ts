import type { ServerResponse } from 'node:http';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';

/** `apps/web/dist`, from `src` as well as from `dist` of this program. */
const WEB_FOLDER = fileURLToPath(new URL('../../../web/dist', import.meta.url));

export const CONTENT_SECURITY = {
  'default-src': ["'self'"],
  // Where a browser has no Opus decoder, the page brings one in WebAssembly.
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'", 'blob:'],
  'connect-src': ["'self'", 'ws:', 'wss:'],
  'img-src': ["'self'", 'data:'],
  'media-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** Serves the built page with headers that keep foreign scripts out. */
export function serveWebPage(app: NestExpressApplication, folder = WEB_FOLDER): void {
  app.use(securityHeaders(), permissions);
  app.useStaticAssets(folder, { setHeaders: cacheHeaders, redirect: false });
}

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY },
    // With a self-signed pair a browser that remembers "HTTPS only" would lock people out.
    strictTransportSecurity: false,
  });
}

function permissions(_request: unknown, response: ServerResponse, next: () => void): void {
  response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=()');
  next();
}

/** Files under `assets` have a hash of their content in the name; all others may change. */
function cacheHeaders(response: ServerResponse, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  response.setHeader(
    'Cache-Control',
    isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
}
