import { AvailableRepository, ConnectorOAuthStart, ConnectorView, type CreateConnectorBody, type ImportRepositoryBody, type MergePullRequestBody, pageOf, ProjectRepositoryView, PullRequestDetail, PullRequestView, RepositoryView, RunSummary } from '@lime/contracts';
import { z } from 'zod';
import type { Connection } from './find-connection.ts';
import { request, requestJson } from './request.ts';

/** Connectors, repositories and pull requests. */
export function forgeCalls(connection: Connection) {
  const get = <T>(schema: z.ZodType<T>, path: string) => requestJson(connection, schema, { path });
  const post = <T>(schema: z.ZodType<T>, path: string, body: unknown = {}) => requestJson(connection, schema, { method: 'POST', path, body });
  const drop = (path: string) => request(connection, { method: 'DELETE', path });
  const id = encodeURIComponent;
  const ofProject = z.object({ items: z.array(ProjectRepositoryView) });
  return {
    connectors: async () => (await get(pageOf(ConnectorView), '/connectors?status=active&limit=200')).items,
    createConnector: (body: CreateConnectorBody) => post(ConnectorView, '/connectors', body),
    startGithubOAuth: () => post(ConnectorOAuthStart, '/connectors/github/oauth'),
    checkConnector: (connectorId: string) => post(ConnectorView, `/connectors/${id(connectorId)}/check`),
    revokeConnector: (connectorId: string) => drop(`/connectors/${id(connectorId)}`),
    availableRepositories: (connectorId: string, search: string) => get(pageOf(AvailableRepository), `/connectors/${id(connectorId)}/available-repositories?search=${encodeURIComponent(search)}`),
    repositories: async (search = '') => (await get(pageOf(RepositoryView), `/repositories?limit=200&search=${encodeURIComponent(search)}`)).items,
    importRepository: (body: ImportRepositoryBody) => post(RepositoryView, '/repositories', body),
    enableRepository: (repositoryId: string, isEnabled: boolean) => requestJson(connection, RepositoryView, { method: 'PATCH', path: `/repositories/${id(repositoryId)}`, body: { isEnabled } }),
    removeRepository: (repositoryId: string) => drop(`/repositories/${id(repositoryId)}`),
    attachRepository: async (projectId: string, repositoryId: string, isDefault: boolean) => (await post(ofProject, `/projects/${id(projectId)}/repositories`, { repositoryId, isDefault })).items,
    detachRepository: (projectId: string, repositoryId: string) => drop(`/projects/${id(projectId)}/repositories/${id(repositoryId)}`),
    pullRequests: (query: Record<string, string>) => get(pageOf(PullRequestView), `/pull-requests?${new URLSearchParams(query).toString()}`),
    pullRequest: (pullRequestId: string) => get(PullRequestDetail, `/pull-requests/${id(pullRequestId)}`),
    refreshPullRequest: (pullRequestId: string) => post(PullRequestView, `/pull-requests/${id(pullRequestId)}/refresh`),
    mergePullRequest: (pullRequestId: string, body: MergePullRequestBody) => post(RunSummary, `/pull-requests/${id(pullRequestId)}/merge`, body),
  };
}
