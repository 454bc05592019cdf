import { z } from 'zod';
import { CostGroup } from '@lime/contracts';
import { parseJson, refuse } from '@lime/kernel';
import { idQuery, intQuery, invalidQuery, ok, readRoute, type Route } from '@lime/http';
import { readAcceptedCosts } from './queries/accepted-costs.ts';
import { type CostCursor, readCosts } from './queries/read-costs.ts';

/** Without a beginning: the last thirty days. */
const defaultDays = 30;
const dayMs = 86_400_000;

const Cursor = z.tuple([z.string(), z.string()]);

/** `GET /costs?by&from&to&projectId&cursor&limit`: what a tenant has spent, and on what. */
export function costRoutes(): Route[] {
  return [
    readRoute({
      path: '/costs', permission: null,
      handle: async ({ tx, query }) => {
        const by = groupQuery(query);
        const to = timeQuery(query, 'to') ?? new Date();
        const from = timeQuery(query, 'from') ?? new Date(to.getTime() - defaultDays * dayMs);
        if (from >= to) refuse(invalidQuery('from', 'must lie before "to"'));
        const within = { from, to, projectId: idQuery(query, 'projectId') };
        const page = await readCosts(tx, { ...within, by, after: cursorQuery(query), limit: intQuery(query, 'limit', { min: 1, max: 500, otherwise: 50 }) });
        return ok({ by, from: from.toISOString(), to: to.toISOString(), ...page, accepted: await readAcceptedCosts(tx, within) });
      },
    }),
  ];
}

function groupQuery(query: URLSearchParams): CostGroup {
  const text = query.get('by');
  if (text === null || text === '') return 'day';
  return CostGroup.safeParse(text).data ?? refuse(invalidQuery('by', `must be one of ${CostGroup.options.join(', ')}`));
}

/** A time as `2026-01-31` (its beginning in UTC) or `2026-01-31T12:00:00Z`. */
function timeQuery(query: URLSearchParams, name: string): Date | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const known = z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success;
  return known ? new Date(text) : refuse(invalidQuery(name, 'must be a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z'));
}

function cursorQuery(query: URLSearchParams): CostCursor | null {
  const text = query.get('cursor');
  if (text === null || text === '') return null;
  return Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString())).data ?? refuse(invalidQuery('cursor', 'is not one that a page has given'));
}
