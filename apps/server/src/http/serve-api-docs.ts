import type { Elysia } from 'elysia';
import type { Route } from '@lime/http';
import { openapiDocument } from './openapi/openapi-document.ts';

/** `GET /openapi.json`, which is made when it is first asked for and stays as long as the server. */
export function serveApiDocs(app: Elysia, routes: readonly Route[]): void {
  let text: string | undefined;
  app.get('/openapi.json', () => new Response((text ??= JSON.stringify(openapiDocument(routes))), { headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' } }));
}
