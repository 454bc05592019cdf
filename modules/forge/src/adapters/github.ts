import { z } from 'zod';
import type { Outbound } from '@lime/outbound';
import type { ForgeAdapter, ForgePullRequest, ForgeRepository } from './forge-adapter.ts';
import { type ForgeClient, forgeClient } from './forge-client.ts';
import { mapped } from './found.ts';
import { githubChecks } from './github-checks.ts';
import { githubPipelines } from './github-pipelines.ts';
import { listPages, pageSize } from './list-pages.ts';
import { oauthScopesIn } from './oauth-scopes.ts';

const Repository = z.object({
  id: z.int(), name: z.string(), full_name: z.string(), clone_url: z.string(), html_url: z.string(), private: z.boolean(),
  default_branch: z.string(), owner: z.object({ login: z.string() }), permissions: z.object({ push: z.boolean() }).optional(),
});
const Branch = z.object({ ref: z.string(), sha: z.string() });
const PullRequest = z.object({
  number: z.int(), title: z.string(), html_url: z.string(), state: z.enum(['open', 'closed']), head: Branch, base: Branch,
  merged_at: z.string().nullable(), updated_at: z.string(),
});

/** What a webhook of ours is told: what `ForgeEvent` has a word for. */
const webhookEvents = ['pull_request', 'pull_request_review', 'pull_request_review_comment', 'issue_comment', 'workflow_run', 'check_run', 'push', 'repository'];

export const githubUrl = 'https://github.com';

/** Where GitHub's API stands: on a host of its own, or below an Enterprise server's address. */
export function githubApi(url: string): string {
  return url === githubUrl ? 'https://api.github.com' : `${url}/api/v3`;
}

/** The API of GitHub as whoever the token is. */
export function githubClient(outbound: Outbound, url: string, token: string): ForgeClient {
  return forgeClient({ outbound, api: githubApi(url), headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' } });
}

/** GitHub, github.com or an Enterprise server. An installation of an app sees its own repositories, a person's token that person's. */
export function github({ outbound, url, token, as }: { outbound: Outbound; url: string; token: string; as: 'person' | 'installation' }): ForgeAdapter {
  const client = githubClient(outbound, url, token);
  const at = (repository: string, path = '') => `/repos/${repository.split('/').map(encodeURIComponent).join('/')}${path}`;
  return {
    pipelines: githubPipelines(client, at),
    listIssues: (repository, page) => client.call(z.array(z.unknown()), { path: at(repository, '/issues'), query: { state: 'all', sort: 'created', direction: 'asc', per_page: pageSize, page } }),
    readChecks: (repository, sha) => githubChecks(client, at(repository), sha),
    whoAmI: async () => {
      const found = await client.callFor(z.object({ login: z.string() }), { path: '/user' });
      if (!found.ok) return found;
      return { ok: true, value: { login: found.value.body.login, scopes: oauthScopesIn(found.value.headers) } };
    },
    listRepositories: (wanted) =>
      listPages(wanted, async (page) => {
        const query = { per_page: pageSize, page, sort: 'pushed' };
        if (as === 'person') return mapped(await client.call(z.array(Repository), { path: '/user/repos', query }), (rows) => rows.map(toRepository));
        return mapped(await client.call(z.object({ repositories: z.array(Repository) }), { path: '/installation/repositories', query }), ({ repositories }) => repositories.map(toRepository));
      }),
    readRepository: async (repository) => mapped(await client.call(Repository, { path: at(repository) }), toRepository),
    readRepositoryById: async (externalId) => mapped(await client.call(Repository, { path: `/repositories/${encodeURIComponent(externalId)}` }), toRepository),
    createWebhook: async (repository, webhook) => {
      const config = { url: webhook.url, content_type: 'json', secret: webhook.secret, insecure_ssl: '0' };
      return mapped(await client.call(z.object({ id: z.int() }), { method: 'POST', path: at(repository, '/hooks'), body: { name: 'web', active: true, events: webhookEvents, config } }), ({ id }) => ({ externalId: String(id) }));
    },
    deleteWebhook: (repository, externalId) => client.tell({ method: 'DELETE', path: at(repository, `/hooks/${encodeURIComponent(externalId)}`) }),
    createPullRequest: async (repository, wanted) => mapped(await client.call(PullRequest, { method: 'POST', path: at(repository, '/pulls'), body: { ...wanted, maintainer_can_modify: true } }), toPullRequest),
    findPullRequest: async (repository, head) => {
      const query = { head: `${repository.split('/')[0]}:${head}`, state: 'all', per_page: 1, sort: 'created', direction: 'desc' };
      return mapped(await client.call(z.array(PullRequest), { path: at(repository, '/pulls'), query }), ([first]) => (first ? toPullRequest(first) : null));
    },
    readPullRequest: async (repository, number) => mapped(await client.call(PullRequest, { path: at(repository, `/pulls/${number}`) }), toPullRequest),
    describePullRequest: (repository, number, body) => client.tell({ method: 'PATCH', path: at(repository, `/pulls/${number}`), body: { body } }),
    mergePullRequest: (repository, number, { method, headSha, title }) =>
      client.tell({ method: 'PUT', path: at(repository, `/pulls/${number}/merge`), body: { merge_method: method, sha: headSha, ...(method !== 'rebase' && { commit_title: `${title} (#${number})` }) } }),
  };
}

function toRepository(row: z.infer<typeof Repository>): ForgeRepository {
  return {
    externalId: String(row.id), owner: row.owner.login, name: row.name, fullName: row.full_name, cloneUrl: row.clone_url, webUrl: row.html_url,
    defaultBranch: row.default_branch, private: row.private, mayPush: row.permissions?.push ?? null,
  };
}

function toPullRequest(row: z.infer<typeof PullRequest>): ForgePullRequest {
  const state = row.merged_at !== null ? 'merged' : row.state;
  return { number: row.number, title: row.title, url: row.html_url, state, headRef: row.head.ref, headSha: row.head.sha, baseRef: row.base.ref, mergedAt: row.merged_at, updatedAt: row.updated_at };
}
