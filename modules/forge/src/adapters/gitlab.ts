import { z } from 'zod';
import type { Outbound } from '@lime/outbound';
import type { ForgeAdapter, ForgePullRequest, ForgeRepository } from './forge-adapter.ts';
import { forgeClient } from './forge-client.ts';
import { mapped } from './found.ts';
import { gitlabPipelines } from './gitlab-pipelines.ts';
import { listPages, pageSize } from './list-pages.ts';
import { summarise } from './summarise-checks.ts';

/** 30: developer, who may push. */
const Access = z.object({ access_level: z.int() }).nullable();
const Project = z.object({
  id: z.int(), path: z.string(), path_with_namespace: z.string(), http_url_to_repo: z.string(), web_url: z.string(), default_branch: z.string().nullish(), visibility: z.string(),
  permissions: z.object({ project_access: Access, group_access: Access }).optional(),
});
const MergeRequest = z.object({
  iid: z.int(), title: z.string(), web_url: z.string(), state: z.string(), source_branch: z.string(), target_branch: z.string(), sha: z.string().nullable(), merged_at: z.string().nullable(), updated_at: z.string(),
});
const Status = z.object({ name: z.string(), status: z.string(), allow_failure: z.boolean().default(false) });

export const gitlabUrl = 'https://gitlab.com';

/** GitLab, gitlab.com or one's own: merge requests are its pull requests. */
export function gitlab({ outbound, url, token, oauth }: { outbound: Outbound; url: string; token: string; oauth: boolean }): ForgeAdapter {
  const client = forgeClient({ outbound, api: `${url}/api/v4`, headers: oauth ? { authorization: `Bearer ${token}` } : { 'private-token': token } });
  const at = (repository: string, path = '') => `/projects/${encodeURIComponent(repository)}${path}`;
  return {
    pipelines: gitlabPipelines(client, at),
    whoAmI: async () => mapped(await client.call(z.object({ username: z.string() }), { path: '/user' }), ({ username }) => ({ login: username, scopes: [] })),
    listRepositories: (wanted) =>
      listPages(wanted, async (page) => mapped(await client.call(z.array(Project), { path: '/projects', query: { membership: 'true', order_by: 'last_activity_at', per_page: pageSize, page } }), (rows) => rows.map(toRepository))),
    readRepository: async (repository) => mapped(await client.call(Project, { path: at(repository) }), toRepository),
    readRepositoryById: async (externalId) => mapped(await client.call(Project, { path: `/projects/${encodeURIComponent(externalId)}` }), toRepository),
    createWebhook: async (repository, { url: target, secret }) => {
      const body = { url: target, token: secret, merge_requests_events: true, note_events: true, pipeline_events: true, push_events: true, enable_ssl_verification: true };
      return mapped(await client.call(z.object({ id: z.int() }), { method: 'POST', path: at(repository, '/hooks'), body }), ({ id }) => ({ externalId: String(id) }));
    },
    deleteWebhook: (repository, externalId) => client.tell({ method: 'DELETE', path: at(repository, `/hooks/${encodeURIComponent(externalId)}`) }),
    createPullRequest: async (repository, { title, body, head, base }) => {
      const made = await client.call(MergeRequest, { method: 'POST', path: at(repository, '/merge_requests'), body: { title, description: body, source_branch: head, target_branch: base } });
      // There is one already: GitLab calls that a conflict.
      return !made.ok && made.code === 'conflict' ? { ...made, code: 'unprocessable' } : mapped(made, toPullRequest);
    },
    findPullRequest: async (repository, head) =>
      mapped(await client.call(z.array(MergeRequest), { path: at(repository, '/merge_requests'), query: { source_branch: head, order_by: 'created_at', sort: 'desc', per_page: 1 } }), ([first]) => (first ? toPullRequest(first) : null)),
    readPullRequest: async (repository, number) => mapped(await client.call(MergeRequest, { path: at(repository, `/merge_requests/${number}`) }), toPullRequest),
    describePullRequest: (repository, number, description) => client.tell({ method: 'PUT', path: at(repository, `/merge_requests/${number}`), body: { description } }),
    mergePullRequest: async (repository, number, { method, headSha, title }) => {
      // Whether a merge rebases is a setting of the project there, not of the merge.
      if (method === 'rebase') return { ok: false, code: 'unprocessable', message: 'GitLab rebases by a setting of its project, not by request. Merge by "merge" or "squash".' };
      const squash = method === 'squash';
      return client.tell({ method: 'PUT', path: at(repository, `/merge_requests/${number}/merge`), body: { sha: headSha, squash, ...(squash && { squash_commit_message: title }) } });
    },
    readChecks: async (repository, sha) =>
      mapped(await client.call(z.array(Status), { path: at(repository, `/repository/commits/${encodeURIComponent(sha)}/statuses`), query: { per_page: pageSize } }), (rows) =>
        summarise(rows.filter((row) => !row.allow_failure && !['skipped', 'manual'].includes(row.status)).map(({ name, status }) => ({ name, state: status === 'success' ? 'passed' : ['failed', 'canceled'].includes(status) ? 'failed' : 'pending' })))),
  };
}

function toRepository(row: z.infer<typeof Project>): ForgeRepository {
  const level = Math.max(row.permissions?.project_access?.access_level ?? 0, row.permissions?.group_access?.access_level ?? 0);
  return {
    externalId: String(row.id), owner: row.path_with_namespace.split('/').slice(0, -1).join('/'), name: row.path, fullName: row.path_with_namespace, cloneUrl: row.http_url_to_repo, webUrl: row.web_url,
    defaultBranch: row.default_branch ?? 'main', private: row.visibility !== 'public', mayPush: row.permissions ? level >= 30 : null,
  };
}

function toPullRequest(row: z.infer<typeof MergeRequest>): ForgePullRequest {
  const state = row.state === 'merged' ? 'merged' : row.state === 'closed' ? 'closed' : 'open';
  return { number: row.iid, title: row.title, url: row.web_url, state, headRef: row.source_branch, headSha: row.sha ?? '', baseRef: row.target_branch, mergedAt: row.merged_at, updatedAt: row.updated_at };
}
