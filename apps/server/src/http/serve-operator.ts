import { timingSafeEqual } from 'node:crypto';
import type { Elysia } from 'elysia';
import { auditPage, platformTenantId } from '@lime/audit';
import { CreateRunnerTokenBody } from '@lime/contracts';
import { idParam, orProblem, readBody } from '@lime/http';
import { hashToken, type Logger, refuse } from '@lime/kernel';
import { createSharedRunnerToken, listSharedRunnerTokens, revokeSharedRunnerToken } from '@lime/runs';
import { dropMasterKey, readSecretsStatus, rotateMasterKey } from '@lime/vault';
import type { Parts } from '../compose.ts';

type Work = (request: Request, params: Record<string, string>) => Promise<Response>;
type OperatorRoute = { method: 'GET' | 'POST' | 'DELETE'; path: string; work: Work };

const nothing = () => new Response(null, { status: 204 });

/**
 * What concerns all tenants is for who runs the installation: whoever can read the server's data folder,
 * by the operator token in it. No role in a tenant opens it.
 */
export function serveOperator(app: Elysia, parts: Parts, logger: Logger): void {
  for (const { method, path, work } of [...runnerTokenRoutes(parts, logger), ...secretRoutes(parts, logger), ...auditRoutes(parts)]) {
    const serve = ({ request, params }: { request: Request; params?: Record<string, string> }) => orProblem(logger, async () => {
      requireOperator(parts, request);
      return work(request, params ?? {});
    });
    app.route(method, `/api/v1/operator${path}`, serve, { parse: 'none' });
  }
}

function runnerTokenRoutes({ runs }: Parts, logger: Logger): OperatorRoute[] {
  return [
    { method: 'GET', path: '/runner-tokens', work: async () => Response.json({ items: await listSharedRunnerTokens(runs) }) },
    {
      method: 'POST', path: '/runner-tokens',
      work: async (request) => {
        const { name } = await readBody(CreateRunnerTokenBody, request);
        const token = await createSharedRunnerToken(runs, name);
        logger.info({ tokenId: token.id, name: token.name }, 'a token for shared runners was made');
        return Response.json(token, { status: 201 });
      },
    },
    {
      method: 'DELETE', path: '/runner-tokens/:id',
      work: async (_, params) => {
        const tokenId = idParam(params, 'id', 'shared runner token');
        await revokeSharedRunnerToken(runs, tokenId);
        logger.info({ tokenId: String(tokenId) }, 'a token for shared runners was revoked');
        return nothing();
      },
    },
  ];
}

function secretRoutes({ db, keyring }: Parts, logger: Logger): OperatorRoute[] {
  return [
    { method: 'GET', path: '/secrets', work: async () => Response.json(await readSecretsStatus(db, keyring)) },
    {
      method: 'POST', path: '/secrets/rotation',
      work: async () => {
        const report = await rotateMasterKey(db, keyring);
        logger.info({ report }, 'the master key of secrets was rotated');
        return Response.json(report);
      },
    },
    {
      method: 'DELETE', path: '/secrets/keys/:id',
      work: async (_, params) => {
        await dropMasterKey(db, keyring, params['id'] ?? '');
        logger.info({ masterKey: params['id'] }, 'a master key of secrets was dropped');
        return nothing();
      },
    },
  ];
}

/** What concerns no organisation, such as tries to sign in that no organisation is known of. */
function auditRoutes({ db }: Parts): OperatorRoute[] {
  return [{ method: 'GET', path: '/audit-log', work: async (request) => Response.json(await db.read(platformTenantId, (tx) => auditPage(tx, {}, new URL(request.url).searchParams))) }];
}

function requireOperator({ operatorToken }: Parts, request: Request): void {
  const shown = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
  if (timingSafeEqual(hashToken(shown), hashToken(operatorToken))) return;
  refuse({ status: 403, code: 'operator_only', title: "Only at the server's machine", detail: "This concerns all tenants: it is done on the server's machine, by a user who can read its data folder." });
}
