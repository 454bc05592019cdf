import type { Db } from '@lime/db';
import type { Route } from '@lime/http';
import { findIdsByRef } from '../sql/ticket-refs.ts';

const named = ['id', 'blockerId'];

/** Lets a route of tickets be asked by what people call them: `/tickets/AL-12` is `/tickets/<its id>`. Those that were deleted have their name still. */
export function byTicketRef(route: Route): Route {
  return route.path.startsWith('/tickets/:id') ? { ...route, resolve: resolveRefs } : route;
}

async function resolveRefs(db: Db, tenantId: bigint, params: Record<string, string>): Promise<Record<string, string>> {
  const refs = Object.entries(params).filter(([name, value]) => named.includes(name) && /^[a-z][a-z0-9]{1,9}-[1-9]\d{0,8}$/i.test(value));
  if (refs.length === 0) return params;
  const ids = await db.read(tenantId, (tx) => findIdsByRef(tx, refs.map(([, ref]) => ref.toUpperCase())));
  return { ...params, ...Object.fromEntries(refs.map(([name, ref]) => [name, String(ids.get(ref.toUpperCase()) ?? ref)])) };
}
