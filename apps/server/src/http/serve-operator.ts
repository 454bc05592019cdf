import { timingSafeEqual } from 'node:crypto';
import type { Elysia } from 'elysia';
import { CreateRunnerTokenBody } from '@lime/contracts';
import { idParam, invalidBody, problemOf, problemResponse, readJson } from '@lime/http';
import { hashToken, type Logger, refuse } from '@lime/kernel';
import { createSharedRunnerToken, listSharedRunnerTokens, revokeSharedRunnerToken } from '@lime/runs';
import type { Parts } from '../compose.ts';

const path = '/api/v1/operator/runner-tokens';

/**
 * What concerns all tenants is for who runs the installation: whoever can read the server's data folder,
 * by the operator token in it. No role in a tenant opens it.
 */
export function serveOperator(app: Elysia, parts: Parts, logger: Logger): void {
  const { runs } = parts;
  const guarded = (work: (request: Request, params: Record<string, string>) => Promise<Response>) => async ({ request, params }: { request: Request; params?: Record<string, string> }) => {
    const correlationId = crypto.randomUUID();
    try {
      requireOperator(parts, request);
      return await work(request, params ?? {});
    } catch (error) {
      return problemResponse(problemOf(error, logger, correlationId), correlationId);
    }
  };
  app.route('GET', path, guarded(async () => Response.json({ items: await listSharedRunnerTokens(runs) })), { parse: 'none' });
  app.route('POST', path, guarded(async (request) => {
    const body = CreateRunnerTokenBody.safeParse(await readJson(request));
    if (!body.success) refuse(invalidBody(body.error));
    const token = await createSharedRunnerToken(runs, body.data.name);
    logger.info({ tokenId: token.id, name: token.name }, 'a token for shared runners was made');
    return Response.json(token, { status: 201 });
  }), { parse: 'none' });
  app.route('DELETE', `${path}/:id`, guarded(async (_, params) => {
    const tokenId = idParam(params, 'id', 'shared runner token');
    await revokeSharedRunnerToken(runs, tokenId);
    logger.info({ tokenId: String(tokenId) }, 'a token for shared runners was revoked');
    return new Response(null, { status: 204 });
  }), { parse: 'none' });
}

function requireOperator({ operatorToken }: Parts, request: Request): void {
  const shown = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
  if (timingSafeEqual(hashToken(shown), hashToken(operatorToken))) return;
  refuse({ status: 403, code: 'operator_only', title: "Only at the server's machine", detail: "Shared runners work for all tenants: their tokens are made on the server's machine, by a user who can read its data folder." });
}
