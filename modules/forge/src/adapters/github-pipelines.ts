import { z } from 'zod';
import type { ForgePipelineRun, ForgePipelines } from './forge-adapter.ts';
import { type ForgeClient } from './forge-client.ts';
import { mapped } from './found.ts';

const Run = z.object({
  id: z.int(), status: z.string(), conclusion: z.string().nullable(), html_url: z.string(), head_sha: z.string(), head_branch: z.string().nullable(),
  run_number: z.int(), run_attempt: z.int().default(1), run_started_at: z.string().nullish(), updated_at: z.string(),
});
const Runs = z.object({ workflow_runs: z.array(Run) });
const Jobs = z.object({ jobs: z.array(z.object({ id: z.int(), name: z.string(), conclusion: z.string().nullable() })) });

/** More of a log helps nobody: what went wrong stands at its end. Characters, of all jobs together. */
const logLength = 20_000;
const mostJobs = 5;
const mostListed = 50;

/** GitHub Actions. */
export function githubPipelines(client: ForgeClient, at: (repository: string, path: string) => string): ForgePipelines {
  const runAt = (repository: string, id: string, path = '') => at(repository, `/actions/runs/${encodeURIComponent(id)}${path}`);
  return {
    dispatchPipeline: (repository, workflow, ref, inputs) => client.tell({ method: 'POST', path: at(repository, `/actions/workflows/${encodeURIComponent(workflow)}/dispatches`), body: { ref, inputs } }),
    rerunPipeline: (repository, id, only) => client.tell({ method: 'POST', path: runAt(repository, id, only === 'failed' ? '/rerun-failed-jobs' : '/rerun') }),
    readPipelineRun: async (repository, id) => mapped(await client.call(Run, { path: runAt(repository, id) }), toRun),
    listPipelineRuns: async (repository, workflow) => mapped(await client.call(Runs, { path: at(repository, `/actions/workflows/${encodeURIComponent(workflow)}/runs`), query: { per_page: mostListed } }), (found) => found.workflow_runs.map(toRun)),
    readFailureLog: async (repository, id) => {
      const jobs = await client.call(Jobs, { path: runAt(repository, id, '/jobs'), query: { per_page: 100, filter: 'latest' } });
      if (!jobs.ok) return jobs;
      const failed = jobs.value.jobs.filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out').slice(0, mostJobs);
      const parts: string[] = [];
      for (const job of failed) {
        const log = await client.text({ path: at(repository, `/actions/jobs/${job.id}/logs`) });
        parts.push(`Job "${job.name}":\n${log.ok ? log.value.slice(-Math.floor(logLength / failed.length)) : log.message}`);
      }
      return { ok: true, value: parts.join('\n\n') };
    },
  };
}

function toRun(run: z.infer<typeof Run>): ForgePipelineRun {
  return {
    externalRunId: String(run.id), status: run.status === 'completed' || run.status === 'in_progress' ? run.status : 'queued', conclusion: run.conclusion, url: run.html_url,
    headSha: run.head_sha, headRef: run.head_branch ?? '', number: run.run_number, attempt: run.run_attempt, startedAt: run.run_started_at ?? null, updatedAt: run.updated_at,
  };
}
