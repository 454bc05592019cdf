import { z } from 'zod';
import type { Outbound } from '@lime/outbound';
import type { ForgeAdapter, ForgePullRequest, ForgeRepository } from './forge-adapter.ts';
import { forgeClient } from './forge-client.ts';
import { bitbucketPipelines } from './bitbucket-pipelines.ts';
import { type Found, mapped } from './found.ts';
import { listPages, pageSize } from './list-pages.ts';
import { oauthScopesIn } from './oauth-scopes.ts';
import { summarise } from './summarise-checks.ts';

const Links = z.object({ html: z.object({ href: z.string() }) });
const Repository = z.object({
  uuid: z.string(), slug: z.string(), full_name: z.string(), is_private: z.boolean(), mainbranch: z.object({ name: z.string() }).nullish(),
  links: Links.extend({ clone: z.array(z.object({ name: z.string(), href: z.string() })) }),
});
const Side = z.object({ branch: z.object({ name: z.string() }), commit: z.object({ hash: z.string() }).nullish() });
const PullRequest = z.object({ id: z.int(), title: z.string(), state: z.string(), source: Side, destination: Side, updated_on: z.string(), links: Links });
const page = <T extends z.ZodType>(item: T) => z.object({ values: z.array(item) });

export const bitbucketUrl = 'https://bitbucket.org';
const strategies = { merge: 'merge_commit', squash: 'squash', rebase: 'rebase_fast_forward' } as const;

/** Bitbucket Cloud. An app password goes with a user name; a token of a repository or workspace without. */
export function bitbucket({ outbound, url, token, username }: { outbound: Outbound; url: string; token: string; username: string | null }): ForgeAdapter {
  const authorization = username === null ? `Bearer ${token}` : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
  const client = forgeClient({ outbound, api: url === bitbucketUrl ? 'https://api.bitbucket.org/2.0' : `${url}/2.0`, headers: { authorization } });
  /** A pull request tells its commit by 12 digits alone. */
  const whole = async (repository: string, found: Found<ForgePullRequest>): Promise<Found<ForgePullRequest>> => {
    if (!found.ok || found.value.headSha === '') return found;
    const commit = await client.call(z.object({ hash: z.string() }), { path: at(repository, `/commit/${encodeURIComponent(found.value.headSha)}`) });
    return mapped(commit, ({ hash }) => ({ ...found.value, headSha: hash }));
  };
  const at = (repository: string, path = '') => `/repositories/${repository.split('/').map(encodeURIComponent).join('/')}${path}`;
  return {
    pipelines: bitbucketPipelines(client, at),
    whoAmI: async () => {
      const found = await client.callFor(z.object({ username: z.string().optional(), display_name: z.string().optional() }), { path: '/user' });
      if (!found.ok) return found;
      return { ok: true, value: { login: found.value.body.username ?? found.value.body.display_name ?? username ?? 'a token', scopes: oauthScopesIn(found.value.headers) } };
    },
    listRepositories: (wanted) =>
      listPages(wanted, async (number) => mapped(await client.call(page(Repository), { path: '/repositories', query: { role: 'member', sort: '-updated_on', pagelen: pageSize, page: number } }), ({ values }) => values.map(toRepository))),
    readRepository: async (repository) => mapped(await client.call(Repository, { path: at(repository) }), toRepository),
    // An empty owner, and the id in place of the name.
    readRepositoryById: async (externalId) => mapped(await client.call(Repository, { path: `/repositories/%7B%7D/${encodeURIComponent(externalId)}` }), toRepository),
    createWebhook: async (repository, { url: target, secret }) => {
      const events = ['repo:push', 'repo:commit_status_created', 'repo:commit_status_updated', 'pullrequest:created', 'pullrequest:updated', 'pullrequest:approved', 'pullrequest:changes_request_created', 'pullrequest:comment_created', 'pullrequest:fulfilled', 'pullrequest:rejected'];
      return mapped(await client.call(z.object({ uuid: z.string() }), { method: 'POST', path: at(repository, '/hooks'), body: { description: 'Assembly Lime', url: target, secret, active: true, events } }), ({ uuid }) => ({ externalId: uuid }));
    },
    deleteWebhook: (repository, externalId) => client.tell({ method: 'DELETE', path: at(repository, `/hooks/${encodeURIComponent(externalId)}`) }),
    createPullRequest: async (repository, { title, body, head, base }) => {
      const wanted = { title, description: body, source: { branch: { name: head } }, destination: { branch: { name: base } } };
      return whole(repository, mapped(await client.call(PullRequest, { method: 'POST', path: at(repository, '/pullrequests'), body: wanted }), toPullRequest));
    },
    findPullRequest: async (repository, head) => {
      const query = { q: `source.branch.name = ${JSON.stringify(head)} AND state IN ("OPEN", "MERGED", "DECLINED", "SUPERSEDED")`, sort: '-created_on', pagelen: 1 };
      const found = await client.call(page(PullRequest), { path: at(repository, '/pullrequests'), query });
      const [first] = found.ok ? found.value.values : [];
      return found.ok && first ? whole(repository, { ok: true, value: toPullRequest(first) }) : mapped(found, () => null);
    },
    readPullRequest: async (repository, number) => whole(repository, mapped(await client.call(PullRequest, { path: at(repository, `/pullrequests/${number}`) }), toPullRequest)),
    describePullRequest: (repository, number, description) => client.tell({ method: 'PUT', path: at(repository, `/pullrequests/${number}`), body: { description } }),
    mergePullRequest: async (repository, number, { method, headSha, title }) => {
      // It takes no expected head, so we look just before.
      const now = await client.call(PullRequest, { path: at(repository, `/pullrequests/${number}`) });
      if (!now.ok) return now;
      if (!headSha.startsWith(now.value.source.commit?.hash ?? '-')) return { ok: false, code: 'conflict', message: 'The branch has changed meanwhile. Look at it, then decide again.' };
      return client.tell({ method: 'POST', path: at(repository, `/pullrequests/${number}/merge`), body: { merge_strategy: strategies[method], message: title } });
    },
    readChecks: async (repository, sha) =>
      mapped(await client.call(page(z.object({ name: z.string().nullish(), key: z.string(), state: z.string() })), { path: at(repository, `/commit/${encodeURIComponent(sha)}/statuses`), query: { pagelen: pageSize } }), ({ values }) =>
        summarise(values.map(({ name, key, state }) => ({ name: name ?? key, state: state === 'SUCCESSFUL' ? 'passed' : state === 'INPROGRESS' ? 'pending' : 'failed' })))),
  };
}

function toRepository(row: z.infer<typeof Repository>): ForgeRepository {
  const clone = row.links.clone.find(({ name }) => name === 'https' || name === 'http')?.href ?? row.links.html.href;
  return {
    externalId: row.uuid, owner: row.full_name.split('/')[0] ?? '', name: row.slug, fullName: row.full_name, cloneUrl: withoutUser(clone), webUrl: row.links.html.href,
    defaultBranch: row.mainbranch?.name ?? 'main', private: row.is_private, mayPush: null,
  };
}

/** Bitbucket writes the user's name into the address. */
function withoutUser(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

function toPullRequest(row: z.infer<typeof PullRequest>): ForgePullRequest {
  const state = row.state === 'MERGED' ? 'merged' : row.state === 'OPEN' ? 'open' : 'closed';
  return {
    number: row.id, title: row.title, url: row.links.html.href, state, headRef: row.source.branch.name, headSha: row.source.commit?.hash ?? '', baseRef: row.destination.branch.name,
    mergedAt: state === 'merged' ? row.updated_on : null, updatedAt: row.updated_on,
  };
}
