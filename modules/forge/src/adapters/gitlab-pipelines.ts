import { z } from 'zod';
import type { ForgePipelineRun, ForgePipelines } from './forge-adapter.ts';
import type { ForgeClient } from './forge-client.ts';
import { mapped } from './found.ts';

const Pipeline = z.object({
  id: z.int(), iid: z.int().nullish(), status: z.string(), web_url: z.string(), sha: z.string(), ref: z.string().nullish(), created_at: z.string(), updated_at: z.string(), started_at: z.string().nullish(),
});
const Jobs = z.array(z.object({ id: z.int(), name: z.string() }));
const ended = ['success', 'failed', 'canceled', 'skipped'];

/** More of a log helps nobody: what went wrong stands at its end. Characters, of all jobs together. */
const logLength = 20_000;
const mostJobs = 5;
const mostListed = 50;

/** GitLab CI: a project has one pipeline, which is `.gitlab-ci.yml`. */
export function gitlabPipelines(client: ForgeClient, at: (repository: string, path: string) => string): ForgePipelines {
  const runAt = (repository: string, id: string, path = '') => at(repository, `/pipelines/${encodeURIComponent(id)}${path}`);
  return {
    dispatchPipeline: (repository, _, ref, inputs) => client.tell({ method: 'POST', path: at(repository, '/pipeline'), body: { ref, variables: Object.entries(inputs).map(([key, value]) => ({ key, value })) } }),
    rerunPipeline: async (repository, id, only) => {
      if (only === 'all') return { ok: false, code: 'unprocessable', message: 'GitLab runs again only what failed. Ask for that, or start the pipeline.' };
      return client.tell({ method: 'POST', path: runAt(repository, id, '/retry') });
    },
    readPipelineRun: async (repository, id) => mapped(await client.call(Pipeline, { path: runAt(repository, id) }), toRun),
    listPipelineRuns: async (repository) => mapped(await client.call(z.array(Pipeline), { path: at(repository, '/pipelines'), query: { per_page: mostListed } }), (found) => found.map(toRun)),
    readFailureLog: async (repository, id) => {
      const jobs = await client.call(Jobs, { path: runAt(repository, id, '/jobs'), query: { 'scope[]': 'failed', per_page: mostJobs } });
      if (!jobs.ok) return jobs;
      const parts: string[] = [];
      for (const job of jobs.value) {
        const log = await client.text({ path: at(repository, `/jobs/${job.id}/trace`) });
        parts.push(`Job "${job.name}":\n${log.ok ? log.value.slice(-Math.floor(logLength / jobs.value.length)) : log.message}`);
      }
      return { ok: true, value: parts.join('\n\n') };
    },
  };
}

/** A pipeline that is tried again keeps its number, and has no count of its tries. */
function toRun(row: z.infer<typeof Pipeline>): ForgePipelineRun {
  const status = ended.includes(row.status) ? 'completed' : row.status === 'running' ? 'in_progress' : 'queued';
  return {
    externalRunId: String(row.id), status, conclusion: status === 'completed' ? row.status : null, url: row.web_url, headSha: row.sha, headRef: row.ref ?? '', number: row.iid ?? row.id, attempt: 1,
    startedAt: row.started_at ?? null, updatedAt: row.updated_at,
  };
}
