import type { Elysia } from 'elysia';
import type { Parts } from '../compose.ts';
import { clientAddress, limitedAddress } from './client-address.ts';

/** Where forges send their deliveries, with and without the API's prefix. Nothing but their signature lets them in. */
export function serveIntake(app: Elysia, { receive, limits }: Parts): void {
  const addressOf = (request: Request) => limitedAddress(clientAddress(request, app.server?.requestIP(request)?.address ?? null, limits.proxyHops));
  for (const prefix of ['', '/api/v1']) {
    app.route('POST', `${prefix}/github/webhook`, ({ request }) => receive(request, 'shared', addressOf(request)), { parse: 'none' });
    app.route('POST', `${prefix}/webhooks/in/:publicId`, ({ request, params }: { request: Request; params?: Record<string, string> }) => receive(request, { publicId: params?.['publicId'] ?? '' }, addressOf(request)), { parse: 'none' });
  }
}
