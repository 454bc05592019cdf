import { type Entity, pageOf } from '@lime/contracts';
import { notFound, refuse, versionConflict } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { created, idParam, noContent, ok, pageQuery, type Principal, readRoute, route, type Route, routeWithBody, toPage } from '@lime/http';
import { listQuery, readFilters } from './filters.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { deleteEntityRow, type EntityRow, insertEntityRow, readEntityRow, readEntityRows, updateEntityRow } from './sql/entity-rows.ts';
import { toColumns, toView } from './to-view.ts';

/** What the server knows of an entity besides its definition. */
type EntityKeeping = {
  /** Has a column in snake case for every field, and `id`, `tenant_id`, `version`, `created_at`, `updated_at`. */
  table: string;
  /** What it takes to change one; everybody of the tenant may read them. */
  permission: string;
  /** Refuses a row, by {@link refuse}, that cannot stand as it would be: what no schema of a single field can say. */
  check?(tx: TenantTx, person: Principal, row: Record<string, unknown>): Promise<void> | void;
  /** Members of the view that are no columns, for each of the rows in their order. */
  derive?(tx: TenantRead, rows: EntityRow[]): Promise<Record<string, unknown>[]>;
  /** Called in the transaction that has made, changed or deleted the row. */
  changed?(tx: TenantTx, row: EntityRow): Promise<void> | void;
};

/**
 * List, read, create, change and delete: what people do with everything that they keep. Each change is
 * audited in its transaction, and made only to the version that was read when the request says which.
 */
export function entityRoutes(entity: Entity, keeping: EntityKeeping): Route[] {
  const { table, permission } = keeping;
  const path = `/${entity.name}`;
  const type = entity.one.replaceAll(' ', '_');
  const idOf = (params: Record<string, string>) => idParam(params, 'id', entity.one);
  const find = async (tx: TenantRead, id: bigint) => (await readEntityRow(tx, table, id)) ?? refuse(notFound(entity.one));
  const note = async (tx: TenantTx, actor: Principal, verb: string, row: EntityRow, payload: Record<string, unknown>) => {
    recordAudit(tx, { actor, action: `${type}.${verb}`, target: { type, id: row.id }, payload });
    await keeping.changed?.(tx, row);
  };
  const viewsOf = async (tx: TenantRead, rows: EntityRow[]) => {
    const derived = await keeping.derive?.(tx, rows);
    return rows.map((row, index) => ({ ...toView(entity, row), ...derived?.[index] }));
  };
  const viewOf = async (tx: TenantRead, row: EntityRow) => (await viewsOf(tx, [row]))[0];
  const title = (verb: string) => `${verb} ${/^[aeiou]/.test(entity.one) ? 'an' : 'a'} ${entity.one}`;
  return [
    readRoute({
      path, permission: null, summary: `List ${entity.title.toLowerCase()}`, answer: pageOf(entity.view), query: listQuery(entity),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const { items, next } = toPage(await readEntityRows(tx, table, readFilters(entity, query), page), page, (row) => row);
        return ok({ items: await viewsOf(tx, items), next });
      },
    }),
    readRoute({ path: `${path}/:id`, permission: null, summary: title('Read'), answer: entity.view, handle: async ({ tx, params }) => ok(await viewOf(tx, await find(tx, idOf(params)))) }),
    routeWithBody({
      method: 'POST', path, permission, body: entity.create, summary: title('Create'), answer: entity.view,
      handle: async ({ tx, person, body }) => {
        await keeping.check?.(tx, person, body);
        const row = await refuseUnfit(entity, insertEntityRow(tx, table, toColumns(body)));
        await note(tx, person, 'create', row, body);
        return created(await viewOf(tx, row));
      },
    }),
    routeWithBody({
      method: 'PATCH', path: `${path}/:id`, permission, body: entity.update, summary: title('Change'), answer: entity.view,
      handle: async ({ tx, person, params, ifMatch, body: { version, ...body } }) => {
        const before = await find(tx, idOf(params));
        await keeping.check?.(tx, person, { ...toView(entity, before), ...body });
        const row = await refuseUnfit(entity, updateEntityRow(tx, table, { id: before.id, version: version ?? ifMatch ?? before.version, values: toColumns(body) }));
        if (!row) refuse(versionConflict(entity.one));
        await note(tx, person, 'update', row, body);
        return ok(await viewOf(tx, row));
      },
    }),
    route({
      method: 'DELETE', path: `${path}/:id`, permission, summary: title('Delete'), answer: null,
      handle: async ({ tx, person, params, ifMatch }) => {
        const row = await deleteEntityRow(tx, table, { id: idOf(params), version: ifMatch });
        if (!row) refuse((await readEntityRow(tx, table, idOf(params))) ? versionConflict(entity.one) : notFound(entity.one));
        await note(tx, person, 'delete', row, toView(entity, row));
        return noContent;
      },
    }),
  ];
}
