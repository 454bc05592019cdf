import type { RunSummary } from '@lime/contracts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { writeJson, type Context } from '../context.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome, runLink } from '../follow/report-outcome.ts';
import { followAttempts } from '../follow/follow-attempts.ts';
import { readAttemptsBody, readRunBody } from './run-body.ts';

export const command = defineCommand({
  usage: 'run --repo WHERE (--recipe NAME | --provider NAME) [options] "TITLE"',
  about: `Creates a ticket and a run for it, then shows the run as it happens. A recipe changes a clone of
the repository in a sandbox; the repository's own checks run before and after, and what was green
must stay green. The run then waits at a gate for a person to look at the diff. Nothing is pushed
before somebody approves it.

With --json the first line holds the run, each line after it one event, and the last line the run
with its gates as it stopped.

Exit codes: 0 at the gate or at success, 1 when the run failed, 2 for a wrong command, 3 when the
server cannot be reached, 130 on Ctrl-C (the run goes on).`,
  positionals: [{ name: 'title', required: false }],
  options: {
    repo: { type: 'string', value: 'WHERE', help: 'a folder, file URL or https URL of a git repository' },
    ref: { type: 'string', value: 'REF', help: 'branch, tag or commit to start from (default: the default branch)' },
    recipe: { type: 'string', value: 'NAME', help: 'what does the work; "lime recipes" lists them' },
    option: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'an option of the recipe; the value is JSON or else text; may be repeated' },
    options: { type: 'string', value: 'JSON', help: 'all options of the recipe as one JSON object' },
    mode: { type: 'string', value: 'MODE', help: 'implement (default), bugfix (a check must fail before and pass after), review (comments and a verdict) or plan (tickets, made when you approve it)' },
    provider: { type: 'string', value: 'NAME', help: 'who does the work: recipe (default), claude, codex or acp' },
    model: { type: 'string', value: 'NAME', help: "the provider's model (default: its own)" },
    attempt: { type: 'string', multiple: true, value: 'WHO', help: 'the same work by several at once, two to five times: claude, codex:MODEL, recipe:NAME' },
    continue: { type: 'string', value: 'RUN', help: 'go on with this run: its change, its conversation, its ticket and repository' },
    review: { type: 'string', value: 'RUN', help: 'review the change of this run' },
    'implement-after': { type: 'boolean', help: 'mode plan: a run for each ticket, once the plan is approved' },
    tool: { type: 'string', multiple: true, value: 'TOOL', help: 'what the agent may do besides reading: edit, shell (default: what the mode allows)' },
    label: { type: 'string', multiple: true, value: 'LABEL', help: 'only a runner with this label; may be repeated' },
    egress: { type: 'string', multiple: true, value: 'HOST', help: 'the agent may reach only this, of what the project allows; may be repeated' },
    'no-egress': { type: 'boolean', help: 'the agent may reach nothing, whatever the project allows' },
    setup: { type: 'string', value: 'COMMAND', help: 'installs dependencies (default: detected; "" for none)' },
    check: { type: 'string', multiple: true, value: 'COMMAND', help: "the repository's own check (default: detected); may be repeated" },
    'max-cost': { type: 'string', value: 'CENTS', help: 'refuse or stop a run that would cost more' },
    merge: { type: 'string', value: 'HOW', help: "none (push the branch only), ff or commit (default: the project's setting)" },
    project: { type: 'string', value: 'KEY', help: 'the project that gets the ticket (needed when there are several)' },
    description: { type: 'string', value: 'TEXT', help: "the ticket's description" },
    detach: { type: 'boolean', help: 'start the run and return at once' },
  },
  examples: [
    'lime run --repo . --recipe eslint-fix "Fix what the linter can fix"',
    'lime run --repo https://example.com/shop.git --ref main --recipe command --option command="npx prettier -w src" "Format the sources"',
    'lime run --repo . --provider claude --max-cost 200 "Give the parser a test"',
    'lime run --repo . --attempt claude --attempt codex --max-cost 200 "Give the parser a test"',
    'lime run --review 12 --provider codex --max-cost 100',
    'lime run --repo ../shop --recipe command --option command="make docs" --check "npm test" --merge ff "Rebuild the docs"',
  ],
  run: async (context, { values, positionals }) => {
    const [title] = positionals;
    const body = values.attempt.length > 0 ? readAttemptsBody(values, title, process.cwd()) : readRunBody(values, title, process.cwd());
    const client = context.client();
    if (values.project !== undefined) body.projectId = (await findProject(client, values.project)).id;
    if ('attempts' in body) return runAttempts(context, await client.startAttempts(body), values.detach);
    const run = await client.startRun(body);
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
