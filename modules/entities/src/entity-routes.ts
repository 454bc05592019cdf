import { type Entity, pageOf } from '@lime/contracts';
import { notFound, notPutAway, type Problem, refuse, versionConflict } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { comparedVersionIn, created, idParam, noContent, ok, pageQuery, type Principal, readRoute, route, type Route, routeWithBody, toPage } from '@lime/http';
import { listQuery, readArchived, readFilters } from './filters.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { archiveEntityRow, deleteEntityRow, type EntityRow, insertEntityRow, readEntityRow, readEntityRows, updateEntityRow } from './sql/entity-rows.ts';
import { toColumns, toView } from './to-view.ts';

/** What the server knows of an entity besides its definition. */
type EntityKeeping = {
  /** Has a column in snake case for every field, and `id`, `tenant_id`, `version`, `created_at`, `updated_at`; `archived_at` where the entity is put away. */
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

/** The same for each of an entity's routes. */
function keep(entity: Entity, keeping: EntityKeeping) {
  const { table } = keeping;
  const type = entity.one.replaceAll(' ', '_');
  const viewsOf = async (tx: TenantRead, rows: EntityRow[]) => {
    const derived = await keeping.derive?.(tx, rows);
    return rows.map((row, index) => ({ ...toView(entity, row), ...derived?.[index] }));
  };
  return {
    entity, keeping, table, viewsOf,
    version: comparedVersionIn(table, entity.one),
    path: `/${entity.name}`,
    idOf: (params: Record<string, string>) => idParam(params, 'id', entity.one),
    title: (verb: string) => `${verb} ${/^[aeiou]/.test(entity.one) ? 'an' : 'a'} ${entity.one}`,
    find: async (tx: TenantRead, id: bigint) => (await readEntityRow(tx, table, id)) ?? refuse(notFound(entity.one)),
    viewOf: async (tx: TenantRead, row: EntityRow) => (await viewsOf(tx, [row]))[0],
    note: async (tx: TenantTx, actor: Principal, verb: string, row: EntityRow, payload: Record<string, unknown>) => {
      recordAudit(tx, { actor, action: `${type}.${verb}`, target: { type, id: row.id }, payload });
      await keeping.changed?.(tx, row);
    },
  };
}
type Kept = ReturnType<typeof keep>;

/**
 * List, read, create, change and delete: what people do with everything that they keep. Each change is
 * audited in its transaction, and made only to the version that was read when the request says which.
 */
export function entityRoutes(entity: Entity, keeping: EntityKeeping): Route[] {
  const kept = keep(entity, keeping);
  return [...readRoutes(kept), ...changeRoutes(kept), deleteRoute(kept), ...(entity.archives ? [restoreRoute(kept)] : [])];
}

function readRoutes({ entity, table, path, idOf, title, find, viewsOf, viewOf }: Kept): Route[] {
  return [
    readRoute({
      path, permission: null, summary: `List ${entity.title.toLowerCase()}`, answer: pageOf(entity.view), query: listQuery(entity),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const rows = await readEntityRows(tx, table, { where: readFilters(entity, query), archived: readArchived(entity, query), page });
        const { items, next } = toPage(rows, page, (row) => row);
        return ok({ items: await viewsOf(tx, items), next });
      },
    }),
    readRoute({ path: `${path}/:id`, permission: null, summary: title('Read'), answer: entity.view, handle: async ({ tx, params }) => ok(await viewOf(tx, await find(tx, idOf(params)))) }),
  ];
}

function changeRoutes({ entity, keeping, table, version, path, idOf, title, find, viewOf, note }: Kept): Route[] {
  const { permission } = keeping;
  return [
    routeWithBody({
      method: 'POST', statuses: [201], path, permission, body: entity.create, summary: title('Create'), answer: entity.view,
      handle: async ({ tx, person, body }) => {
        await keeping.check?.(tx, person, body);
        const row = await refuseUnfit(entity, insertEntityRow(tx, table, { ...toColumns(body), ...madeBy(entity, person) }));
        await note(tx, person, 'create', row, body);
        return created(await viewOf(tx, row));
      },
    }),
    routeWithBody({
      method: 'PATCH', path: `${path}/:id`, permission, version, body: entity.update, summary: title('Change'), answer: entity.view,
      handle: async ({ tx, person, params, read, body }) => {
        const { version: _, ...changes } = body;
        const before = await find(tx, idOf(params));
        if (before['archived_at']) refuse(archived(entity));
        await keeping.check?.(tx, person, { ...toView(entity, before), ...changes });
        const row = await refuseUnfit(entity, updateEntityRow(tx, table, { id: before.id, version: read ?? before.version, values: toColumns(changes) }));
        if (!row) refuse(versionConflict(entity.one));
        await note(tx, person, 'update', row, changes);
        return ok(await viewOf(tx, row));
      },
    }),
  ];
}

/** Whoever makes one that shows `createdBy`. */
function madeBy({ extra }: Entity, { userId }: Principal): Record<string, unknown> {
  return 'createdBy' in extra ? toColumns({ createdBy: String(userId) }) : {};
}

const archived = ({ one }: Entity): Problem => ({ status: 409, code: 'archived', title: 'Put away', detail: `This ${one} was deleted. Restore it first.` });

function deleteRoute({ entity, keeping, table, version, path, idOf, title, find, note }: Kept): Route {
  const remove = (tx: TenantTx, which: { id: bigint; version: number | null }) => (entity.archives ? archiveEntityRow(tx, table, { ...which, away: true }) : deleteEntityRow(tx, table, which));
  return route({
    method: 'DELETE', path: `${path}/:id`, permission: keeping.permission, version, summary: title('Delete'), answer: null,
    handle: async ({ tx, person, params, read }) => {
      const row = await remove(tx, { id: idOf(params), version: read });
      if (!row) refuse((await find(tx, idOf(params)))['archived_at'] ? archived(entity) : versionConflict(entity.one));
      await note(tx, person, 'delete', row, toView(entity, row));
      return noContent;
    },
  });
}

function restoreRoute({ entity, keeping, table, path, idOf, title, find, viewOf, note }: Kept): Route {
  return route({
    method: 'POST', path: `${path}/:id/restore`, permission: keeping.permission, summary: `${title('Bring')} back that was deleted`, answer: entity.view,
    handle: async ({ tx, person, params }) => {
      const before = await find(tx, idOf(params));
      const row = (await refuseUnfit(entity, archiveEntityRow(tx, table, { id: before.id, version: null, away: false }))) ?? refuse(notPutAway(entity.one));
      await note(tx, person, 'restore', row, {});
      return ok(await viewOf(tx, row));
    },
  });
}
