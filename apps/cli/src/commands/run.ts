import type { RunSummary } from '@lime/contracts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { findRepository } from '../client/find-repository.ts';
import { findTicket } from '../client/find-ticket.ts';
import { writeJson, type Context } from '../context.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome, runLink } from '../follow/report-outcome.ts';
import { followAttempts } from '../follow/follow-attempts.ts';
import { readAttemptsBody, readRepositories, readRunBody } from './run-body.ts';
import { runOptions } from './run-options.ts';

export const command = defineCommand({
  usage: 'run [--repo WHERE | --repository NAME] (--recipe NAME | --provider NAME) [options] "TITLE"',
  about: `Creates a ticket and a run for it, then shows the run as it happens. A recipe changes a clone of
the repository in a sandbox; the repository's own checks run before and after, and what was green
must stay green. The run then waits at a gate for a person to look at the diff. Nothing is pushed
before somebody approves it.

With --json the first line holds the run, each line after it one event, and the last line the run
with its gates as it stopped.

Exit codes: 0 at the gate or at success, 1 when the run failed, 2 for a wrong command, 3 when the
server cannot be reached, 130 on Ctrl-C (the run goes on).`,
  positionals: [{ name: 'title', required: false }],
  options: runOptions,
  examples: [
    'lime run --repo . --recipe eslint-fix "Fix what the linter can fix"',
    'lime run --repo https://example.com/shop.git --ref main --recipe command --option command="npx prettier -w src" "Format the sources"',
    'lime run --repo . --provider claude --max-cost 200 "Give the parser a test"',
    'lime run --repo . --attempt claude --attempt codex --max-cost 200 "Give the parser a test"',
    'lime run --repo . --provider claude --chain implement,review,bugfix --stage review=codex --max-cost 500 "Give the parser a test"',
    'lime run --repo ../shop --repo ../shop-api --provider claude --max-cost 300 "Rename the field in both"',
    'lime run --ticket AL-12 --provider claude --max-cost 300',
    'lime run --review 12 --provider codex --max-cost 100',
    'lime run --repo ../shop --recipe command --option command="make docs" --check "npm test" --merge ff "Rebuild the docs"',
  ],
  run: async (context, { values, positionals }) => {
    const [title] = positionals;
    const several = values.attempts || values.attempt.length > 0 ? readAttemptsBody(values, title) : null;
    const body = several ?? readRunBody(values, title);
    const client = context.client();
    if (values.ticket !== undefined) body.ticketId = (await findTicket(client, values.ticket)).id;
    if (values.project !== undefined) body.projectId = (await findProject(client, values.project)).id;
    Object.assign(body, await readRepositories(values, process.cwd(), (name) => findRepository(client, name)));
    if (several) return runAttempts(context, (await client.startAttempts({ body: several })).items, values.detach);
    const run = await client.startRun({ body });
    if (values.detach) {
      if (context.json) writeJson(context, run);
      else context.write(`run ${run.id}  ${runLink(context, run.id)}\n  watch it  npx lime watch ${run.id}\n`);
      return exitCodes.ok;
    }
    if (context.json) context.write(`${JSON.stringify({ run, link: runLink(context, run.id) })}\n`);
    else context.write(`${context.paint.bold(`run ${run.id}`)}  ${context.paint.dim(runLink(context, run.id))}\n\n`);
    const stopped = await followToEnd(context, { runId: run.id, after: 0, until: (state) => hasEnded(state) || isAtGate(state) });
    return reportOutcome(context, stopped);
  },
});

async function runAttempts(context: Context, runs: RunSummary[], detach: boolean): Promise<number> {
  if (context.json) context.write(`${JSON.stringify({ items: runs })}\n`);
  else context.write(runs.map((run) => `${context.paint.bold(`run ${run.id}`)}  ${context.paint.dim(runLink(context, run.id))}\n`).join(''));
  return detach ? exitCodes.ok : followAttempts(context, runs);
}
