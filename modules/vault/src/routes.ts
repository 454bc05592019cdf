import { ChangeEnvVarBody, CreateEnvVarSetBody, EnvScopeType, EnvVarSet, EnvVarSetQuery, EnvVarView, pageOf, RenameEnvVarSetBody, SetEnvVarBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { created, idParam, idQuery, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody, versionIn } from '@lime/http';
import { createEnvVarSet, deleteEnvVarSet, renameEnvVarSet } from './commands/manage-env-var-sets.ts';
import { changeEnvVar, deleteEnvVar, setEnvVar } from './commands/set-env-var.ts';
import type { Keyring } from './keys/keyring.ts';
import { listEnvVarSets, readEnvVarSet } from './queries/read-env-var-sets.ts';

const permission = 'secret.manage';
const version = versionIn('env_var_sets', 'set of variables');

/** Sets of environment variables. Their secrets go in here and never come out. */
export function vaultRoutes(keyring: Keyring): Route[] {
  const setId = (params: Record<string, string>) => idParam(params, 'id', 'set of variables');
  const view = async (tx: TenantRead, id: bigint) => (await readEnvVarSet(tx, keyring, id)) ?? refuse(notFound('set of variables'));
  return [
    readRoute({ path: '/env-var-sets', permission: null, summary: 'List sets of environment variables', answer: pageOf(EnvVarSet), query: EnvVarSetQuery, handle: async ({ tx, query }) => ok(await listEnvVarSets(tx, keyring, scopeQuery(query), pageQuery(query))) }),
    readRoute({ path: '/env-var-sets/:id', permission: null, summary: 'Read a set of environment variables, without its secrets', answer: EnvVarSet, handle: async ({ tx, params }) => ok(await view(tx, setId(params))) }),
    routeWithBody({ method: 'POST', statuses: [201], path: '/env-var-sets', permission, summary: 'Create a set of environment variables', answer: EnvVarSet, body: CreateEnvVarSetBody, handle: async ({ tx, person, body }) => created(await view(tx, await createEnvVarSet(tx, person, body))) }),
    routeWithBody({
      method: 'PATCH', path: '/env-var-sets/:id', permission, version, summary: 'Rename a set of environment variables', answer: EnvVarSet, body: RenameEnvVarSetBody,
      handle: async ({ tx, person, params, body }) => {
        await renameEnvVarSet(tx, person, setId(params), body.name);
        return ok(await view(tx, setId(params)));
      },
    }),
    route({ method: 'DELETE', path: '/env-var-sets/:id', permission, version, summary: 'Delete a set of environment variables', answer: null, handle: async ({ tx, person, params }) => (await deleteEnvVarSet(tx, person, setId(params)), noContent) }),
    routeWithBody({
      method: 'POST', statuses: [200, 201], path: '/env-var-sets/:id/vars', permission, version, summary: 'Set an environment variable', answer: EnvVarView, body: SetEnvVarBody, secrets: ['value'],
      handle: async ({ tx, person, params, body }) => {
        const { isNew, view: variable } = await setEnvVar(tx, keyring, person, setId(params), body);
        return isNew ? created(variable) : ok(variable);
      },
    }),
    routeWithBody({
      method: 'PATCH', path: '/env-var-sets/:id/vars/:key', permission, version, summary: 'Give an environment variable another value', answer: EnvVarView, body: ChangeEnvVarBody, secrets: ['value'],
      handle: async ({ tx, person, params, body }) => ok(await changeEnvVar(tx, keyring, person, setId(params), params['key'] ?? '', body)),
    }),
    route({ method: 'DELETE', path: '/env-var-sets/:id/vars/:key', permission, version, summary: 'Delete an environment variable', answer: null, handle: async ({ tx, person, params }) => (await deleteEnvVar(tx, person, setId(params), params['key'] ?? ''), noContent) }),
  ];
}

/** `?scopeType=project&scopeId=1`; null for all. */
function scopeQuery(query: URLSearchParams) {
  const id = idQuery(query, 'scopeId');
  return id === null ? null : { type: EnvScopeType.safeParse(query.get('scopeType') ?? 'project').data ?? refuse(notFound('kind of scope')), id };
}
