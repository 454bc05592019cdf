import type { Route } from '@lime/http';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Described } from './described.ts';
import { describeRoute, templatePath } from './describe-route.ts';
import { nameSchemas } from './name-schemas.ts';
import { publicRoutes } from './public-routes.ts';
import { createSchemaStore } from './schema-store.ts';
import { tagsOf } from './tags.ts';

/** The API as an OpenAPI 3.1 document, made of the routes that serve it: what it says of a body is what checks the body. */
export function openapiDocument(served: readonly Route[]): object {
  nameSchemas();
  const routes: Described[] = [...publicRoutes, ...served];
  const store = createSchemaStore();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[templatePath(route.path)] ??= {})[route.method.toLowerCase()] = describeRoute(route, store);
  return {
    openapi: '3.1.0',
    info: { title: 'Assembly Lime', version: packageJson.version, description: 'Ids are decimal strings; times are RFC 3339 in UTC; money is whole cents. Lists go on with `?cursor=` of the page before. Whatever is refused is a problem document (RFC 9457) with a stable `code`.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { session: [] }],
    tags: tagsOf(routes.map(({ path }) => path)),
    paths,
    components: {
      schemas: store.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or the token of a session' }, session: { type: 'apiKey', in: 'cookie', name: 'lime_session' } },
    },
  };
}
