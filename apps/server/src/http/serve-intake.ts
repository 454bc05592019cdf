import type { Elysia } from 'elysia';
import type { Parts } from '../compose.ts';

/** Where forges send their deliveries, with and without the API's prefix. Nothing but their signature lets them in. */
export function serveIntake(app: Elysia, { receive }: Parts): void {
  for (const prefix of ['', '/api/v1']) {
    app.route('POST', `${prefix}/github/webhook`, ({ request }) => receive(request, 'shared', addressOf(app, request)), { parse: 'none' });
    app.route('POST', `${prefix}/webhooks/in/:publicId`, ({ request, params }: { request: Request; params?: Record<string, string> }) => receive(request, { publicId: params?.['publicId'] ?? '' }, addressOf(app, request)), { parse: 'none' });
  }
}

const near = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:)/i;

/** Who sends it: the peer, or, where the peer is a proxy near by, whom that names last in X-Forwarded-For. */
function addressOf(app: Elysia, request: Request): string {
  const peer = (app.server?.requestIP(request)?.address ?? '').replace(/^::ffff:/, '');
  const forwarded = near.test(peer) ? request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded?.slice(0, 50) || peer;
}
