import { CodeDiffDetail, CodeDiffQuery, CodeDiffView, pageOf } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { idParam, idQuery, ok, pageQuery, readRoute, type Route, toPage } from '@lime/http';
import type { FactoryContext } from './context.ts';
import { readCodeDiffs, toCodeDiffView } from './queries/read-code-diffs.ts';

/** So much of a diff stands in an answer; the rest is a download. Bytes. */
const mostShown = 1024 * 1024;
const any = { repositoryId: null, runId: null, ticketId: null, projectId: null };

/** What runs propose to change, repository by repository. */
export function codeDiffRoutes({ blobs }: Pick<FactoryContext, 'blobs'>): Route[] {
  return [
    readRoute({
      path: '/code-diffs', permission: null, query: CodeDiffQuery, summary: 'List the changes that runs propose', answer: pageOf(CodeDiffView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const wanted = { repositoryId: idQuery(query, 'repositoryId'), runId: idQuery(query, 'runId'), ticketId: idQuery(query, 'ticketId'), projectId: idQuery(query, 'projectId') };
        return ok(toPage(await readCodeDiffs(tx, { page, ...wanted }), page, toCodeDiffView));
      },
    }),
    readRoute({
      path: '/code-diffs/:id', permission: null, summary: 'Read a change that a run proposes, as a unified diff', answer: CodeDiffDetail,
      handle: async ({ tx, params }) => {
        const [row] = await readCodeDiffs(tx, { page: { cursor: null, limit: 1 }, ...any, id: idParam(params, 'id', 'code diff') });
        if (!row) refuse(notFound('code diff'));
        const bytes = await blobs.get(tx.tenantId, row.sha256, { start: 0, end: Math.min(Number(row.size), mostShown) });
        return ok({ ...toCodeDiffView(row), unifiedDiff: bytes && new TextDecoder().decode(bytes), truncated: Number(row.size) > mostShown });
      },
    }),
  ];
}
