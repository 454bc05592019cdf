import { fileURLToPath } from 'node:url';
import type { Elysia } from 'elysia';
import type { Route } from '@lime/http';
import { openapiDocument } from './openapi/openapi-document.ts';
import { pageHeaders } from './serve-web.ts';

const own = (name: string) => fileURLToPath(new URL(`docs-page/${name}`, import.meta.url));

/** What the page of the documentation is made of: nothing of it comes from elsewhere. */
const files: Record<string, string> = {
  '/docs': own('page.html'),
  '/docs/page.css': own('page.css'),
  '/docs/page.js': own('page.js'),
  '/docs/swagger-ui.css': fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
  '/docs/swagger-ui-bundle.js': fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
};

/** `GET /docs` for people, and `GET /openapi.json`, which is made when it is first asked for and stays as long as the server. */
export function serveApiDocs(app: Elysia, routes: readonly Route[]): void {
  let text: string | undefined;
  app.get('/openapi.json', () => new Response((text ??= JSON.stringify(openapiDocument(routes))), { headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' } }));
  for (const [path, file] of Object.entries(files)) app.get(path, () => new Response(Bun.file(file), { headers: { ...pageHeaders, 'cache-control': 'no-cache' } }));
}
