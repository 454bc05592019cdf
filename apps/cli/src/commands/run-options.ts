import type { OptionSpecs, Values } from '../option-specs.ts';

/** What `lime run` may be told. */
export const runOptions = {
  repo: { type: 'string', multiple: true, value: 'WHERE', help: 'a folder, file URL or https URL of a git repository; said several times, one agent works in all of them' },
  repository: { type: 'string', multiple: true, value: 'NAME', help: "one of the organisation's own instead: OWNER/NAME or its id (default: the project's); may be repeated" },
  ref: { type: 'string', value: 'REF', help: 'branch, tag or commit to start from (default: the default branch)' },
  recipe: { type: 'string', value: 'NAME', help: 'what does the work; "lime recipes" lists them' },
  option: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'an option of the recipe; the value is JSON or else text; may be repeated' },
  options: { type: 'string', value: 'JSON', help: 'all options of the recipe as one JSON object' },
  mode: { type: 'string', value: 'MODE', help: 'implement (default), bugfix (a check must fail before and pass after), review (comments and a verdict) or plan (tickets, made when you approve it)' },
  provider: { type: 'string', value: 'NAME', help: 'who does the work: recipe (default), claude, codex or acp' },
  model: { type: 'string', value: 'NAME', help: "the provider's model (default: its own)" },
  attempt: { type: 'string', multiple: true, value: 'WHO', help: 'the same work by several at once, two to five times: claude, codex:MODEL, recipe:NAME' },
  attempts: { type: 'boolean', help: 'the same work by those whom the project names for it; see: lime project set KEY --attempt WHO' },
  continue: { type: 'string', value: 'RUN', help: 'go on with this run: its change, its conversation, its ticket and repository' },
  review: { type: 'string', value: 'RUN', help: 'review the change of this run' },
  chain: { type: 'string', value: 'STAGES', help: 'what the work goes through before you are asked: implement,review,bugfix ("" for none; default: the project\'s)' },
  'max-rounds': { type: 'string', value: 'N', help: 'how often the review of a chain may send the work back, 1 to 4' },
  stage: { type: 'string', multiple: true, value: 'STAGE=WHO', help: 'who does a stage of the chain: review=codex:MODEL, bugfix=claude, review=recipe:NAME; may be repeated' },
  'implement-after': { type: 'boolean', help: 'mode plan: a run for each ticket, once the plan is approved' },
  tool: { type: 'string', multiple: true, value: 'TOOL', help: 'what the agent may do: read, grep, edit, bash (default: what the mode allows)' },
  label: { type: 'string', multiple: true, value: 'LABEL', help: 'only a runner with this label; may be repeated' },
  egress: { type: 'string', multiple: true, value: 'HOST', help: 'the agent may reach only this, of what the project allows; may be repeated' },
  'no-egress': { type: 'boolean', help: 'the agent may reach nothing, whatever the project allows' },
  setup: { type: 'string', value: 'COMMAND', help: 'installs dependencies (default: detected; "" for none)' },
  check: { type: 'string', multiple: true, value: 'COMMAND', help: "the repository's own check (default: detected); may be repeated" },
  'max-cost': { type: 'string', value: 'CENTS', help: 'refuse or stop a run that would cost more' },
  merge: { type: 'string', value: 'HOW', help: "none (push the branch only), ff, commit or pull_request (default: the project's setting)" },
  ticket: { type: 'string', value: 'T', help: 'on this ticket (AL-12) instead of a new one' },
  project: { type: 'string', value: 'KEY', help: 'the project that gets the ticket (needed when there are several)' },
  description: { type: 'string', value: 'TEXT', help: "the ticket's description" },
  force: { type: 'boolean', help: 'start though the ticket waits for others (who may change the project)' },
  detach: { type: 'boolean', help: 'start the run and return at once' },
} as const satisfies OptionSpecs;

export type RunOptions = Values<typeof runOptions>;
