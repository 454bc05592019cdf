import { z } from 'zod';
import { CostPage, CostQuery } from '@lime/contracts';
import { parseJson, refuse } from '@lime/kernel';
import { idQuery, invalidQuery, ok, parseQuery, readRoute, type Route } from '@lime/http';
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
      path: '/costs', permission: null, summary: 'What was spent, and on what', answer: CostPage, query: CostQuery,
      handle: async ({ tx, query }) => {
        const asked = parseQuery(CostQuery, query);
        const { by, limit } = asked;
        const to = asked.to === undefined ? new Date() : new Date(asked.to);
        const from = asked.from === undefined ? new Date(to.getTime() - defaultDays * dayMs) : new Date(asked.from);
        if (from >= to) refuse(invalidQuery('from', 'must lie before "to"'));
        const within = { from, to, projectId: idQuery(query, 'projectId') };
        const page = await readCosts(tx, { ...within, by, after: cursorQuery(asked.cursor), limit });
        return ok({ by, from: from.toISOString(), to: to.toISOString(), ...page, accepted: await readAcceptedCosts(tx, within) });
      },
    }),
  ];
}

function cursorQuery(text: string | undefined): CostCursor | null {
  if (text === undefined) return null;
  return Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString())).data ?? refuse(invalidQuery('cursor', 'is not one that a page has given'));
}
