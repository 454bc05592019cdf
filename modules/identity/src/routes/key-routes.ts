import { ApiKeyQuery, ApiKeyView, CreateApiKeyBody, CreatedApiKey, pageOf, UpdateApiKeyBody } from '@lime/contracts';
import { created, idParam, mayDo, noContent, ok, pageQuery, parseQuery, readRoute, route, type Route, routeWithBody } from '@lime/http';
import { createApiKey, revokeApiKey } from '../commands/manage-api-keys.ts';
import { updateApiKey } from '../commands/update-api-key.ts';
import type { IdentityContext } from '../identity-context.ts';
import { listApiKeys, readApiKey } from '../queries/list-api-keys.ts';

const permission = 'key.manage';

/** Keys are one's own; who manages members sees and ends everybody's. */
export function keyRoutes(ctx: IdentityContext): Route[] {
  return [
    readRoute({
      path: '/api-keys', permission: null, summary: "List my API keys, or everybody's", answer: pageOf(ApiKeyView), query: ApiKeyQuery,
      handle: async ({ tx, person, query }) => ok(await listApiKeys(tx, parseQuery(ApiKeyQuery, query).all === 'true' && mayDo(person, 'member.manage') ? null : person.userId, pageQuery(query))),
    }),
    readRoute({
      path: '/api-keys/:id', permission: null, summary: 'Read one of my API keys, or of anybody', answer: ApiKeyView,
      handle: async ({ tx, person, params }) => ok(await readApiKey(tx, idParam(params, 'id', 'API key'), mayDo(person, 'member.manage') ? null : person.userId)),
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/api-keys', permission, secrets: ['key'], body: CreateApiKeyBody, summary: 'Make an API key, shown in this answer alone', answer: CreatedApiKey,
      handle: async ({ tx, person, body }) => {
        const { keyId, key } = await createApiKey(tx, person, body);
        return created({ ...(await readApiKey(tx, keyId, person.userId)), key });
      },
    }),
    routeWithBody({
      method: 'PATCH', path: '/api-keys/:id', permission, body: UpdateApiKeyBody, summary: 'Rename an API key, narrow its scopes or bring its end forward', answer: ApiKeyView,
      handle: async ({ tx, person, params, body }) => {
        const keyId = idParam(params, 'id', 'API key');
        await updateApiKey(ctx.sessions, tx, person, keyId, body);
        return ok(await readApiKey(tx, keyId, null));
      },
    }),
    route({ method: 'DELETE', path: '/api-keys/:id', permission, answer: null, summary: 'Revoke an API key', handle: async ({ tx, person, params }) => (await revokeApiKey(ctx.sessions, tx, person, idParam(params, 'id', 'API key')), noContent) }),
  ];
}
