import type { z } from 'zod';
import type { ImportRepositoryBody } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { parseRepositoryUrl, resolveRemote } from '@lime/git';
import type { Principal } from '@lime/http';
import { lookAtRemote } from '../access/look-at-remote.ts';
import { nameInAddress } from '../access/name-in-address.ts';
import { openForge, tokenOf } from '../access/open-connector.ts';
import { serverOf } from '../access/server-of.ts';
import { toGitAccess } from '../access/git-access.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import type { ConnectorRow } from '../sql/connectors.ts';
import { findByExternalId, moveToConnector, type NewRepository, type RepositoryRow, upsertRepository } from '../sql/repositories.ts';
import { findConnector } from './find-connector.ts';

type Body = z.output<typeof ImportRepositoryBody>;

/**
 * Takes a repository into the tenant's own, as its connector's server describes it. 404 for an unknown connector,
 * 409 `repository_taken`, 422 when the server does not show it or it does not stand where the connector's credential may go.
 */
export async function importRepository(ctx: ForgeContext, person: Principal, body: Body): Promise<RepositoryRow> {
  const connector = await findConnector(ctx, person.tenantId, BigInt(body.connectorId));
  const found = 'fullName' in body ? await fromForge(ctx, person.tenantId, connector, body.fullName) : await fromAddress(ctx, person.tenantId, connector, body.url);
  // Its credential goes to the connector's server and to no other, whatever that says.
  if (serverOf(found.clone_url) === null || serverOf(found.clone_url) !== serverOf(connector.url)) refuse(invalid('url', `${found.clone_url} does not stand on the server of the connector, ${connector.url}.`));
  return ctx.db.tenant(person.tenantId, async (tx) => {
    const followed = await followKnown(tx, found);
    const row = (await upsertRepository(tx, found)) ?? followed ?? refuse({ status: 409, code: 'repository_taken', title: 'Imported already', detail: `${found.full_name} is among your repositories already.` });
    recordAudit(tx, { actor: person, action: followed ? 'repository.follow' : 'repository.import', target: { type: 'repository', id: row.id }, payload: { fullName: row.full_name, cloneUrl: row.clone_url } });
    return row;
  });
}

/** One that is known by another name is the same repository: what is known of it goes on under the new one, opened by whose account it was found with: given to another, the one before may see it no more. Null where there is none. */
async function followKnown(tx: TenantTx, found: NewRepository): Promise<RepositoryRow | null> {
  const known = found.external_repo_id === null ? [] : await findByExternalId(tx, found);
  const same = known.filter(({ clone_url: url }) => serverOf(url) === serverOf(found.clone_url));
  const [renamed] = same;
  return renamed && !same.some(({ clone_url: url }) => url === found.clone_url) ? moveToConnector(tx, renamed.id, found) : null;
}

async function fromForge(ctx: ForgeContext, tenantId: bigint, connector: ConnectorRow, fullName: string): Promise<NewRepository> {
  const forge = orRefuse(await openForge(ctx, tenantId, connector));
  const found = orRefuse(await forge.readRepository(fullName));
  return {
    connector_id: connector.id, provider: connector.provider, external_repo_id: found.externalId, owner: found.owner, name: found.name, full_name: found.fullName,
    clone_url: plain(found.cloneUrl), web_url: found.webUrl, default_branch: found.defaultBranch,
  };
}

async function fromAddress(ctx: ForgeContext, tenantId: bigint, connector: ConnectorRow, address: string): Promise<NewRepository> {
  if (connector.provider !== 'git') refuse(invalid('fullName', 'a repository of a forge is imported by its name'));
  const url = plain(address);
  if (serverOf(url) !== serverOf(connector.url)) refuse(invalid('url', `${url} does not stand on the server of the connector, ${connector.url}.`));
  const { credential, token } = orRefuse(await tokenOf(ctx, tenantId, connector));
  const access = toGitAccess(credential, token);
  const looked = orRefuse(await lookAtRemote(ctx, url));
  const remote = await resolveRemote(url, undefined, { timeoutMs: 30_000, ...(access && { access }), ...looked });
  if (!remote.ok) refuse(invalid('url', remote.message));
  const fullName = nameInAddress(url);
  return {
    connector_id: connector.id, provider: 'git', external_repo_id: null, owner: fullName.split('/').slice(0, -1).join('/'), name: fullName.split('/').at(-1) ?? fullName, full_name: fullName,
    clone_url: url, web_url: null, default_branch: remote.defaultBranch ?? 'main',
  };
}

/** The address without a credential; refuses what is none, what would run something, and what is on this machine's disk. */
function plain(address: string): string {
  const parsed = parseRepositoryUrl(address);
  if (!parsed.ok) refuse(invalid('url', parsed.message));
  if (parsed.url.kind === 'local') refuse(invalid('url', 'A repository of a connector stands on a server.'));
  if (parsed.url.credentials !== null) refuse(invalid('url', 'Leave user and password out of the address: the connector has them.'));
  return parsed.url.location;
}

function invalid(path: string, message: string) {
  return { status: 422, code: 'repository_invalid', title: 'This repository cannot be imported', detail: message, details: { fields: [{ path, message }] } };
}
