import { z } from 'zod';
import { Id, RepositoryFolder } from '@lime/contracts';
import { readRunSummary, type Tool, type ToolCall } from '@lime/runs';
import { openRepositoryForge } from '../access/open-repository.ts';
import { toAttempted } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { Told, writePullRequest } from './write-pull-request.ts';

/** What several repositories' pull requests are, by the folders of those. */
const Opened = z.object({ repositories: z.array(z.object({ folder: RepositoryFolder, number: z.int(), url: z.url() })).min(2) });
type Pull = z.output<typeof Opened>['repositories'][number];

const Input = Told.extend({ folder: RepositoryFolder, repositoryId: Id.nullish(), others: z.array(z.object({ folder: RepositoryFolder, repositoryId: Id.nullish() })) });

/**
 * The tool that opens pull requests, whose texts name one another once there are several: each is an effect of its own,
 * made once. The pull requests stand without it, so that a forge which refuses it fails nothing; the ledger tells.
 */
export function linkSiblings(deps: ForgeDeps, open: Tool): Tool {
  return async (call) => {
    const outcome = await open(call);
    if (outcome.kind !== 'done') return outcome;
    const [opened, input] = [Opened.safeParse(outcome.output).data, Input.safeParse(call.input).data];
    if (opened && input) for (const pull of opened.repositories) await tell(deps, call, input, pull, opened.repositories.filter((other) => other !== pull));
    return outcome;
  };
}

async function tell(deps: ForgeDeps, call: ToolCall, input: z.output<typeof Input>, pull: Pull, siblings: readonly Pull[]): Promise<void> {
  const { repositoryId } = [input, ...input.others].find(({ folder }) => folder === pull.folder) ?? {};
  const opened = repositoryId ? await openRepositoryForge(deps.forge, call.tenantId, BigInt(repositoryId)) : null;
  const run = await deps.forge.db.read(call.tenantId, (tx) => readRunSummary(tx, call.runId));
  if (!opened?.ok || !run) return;
  const { repository, forge } = opened.value;
  const body = writePullRequest({ ...input, runUrl: `${deps.forge.origin()}/runs/${call.runId}`, costCents: run.costCents, siblings });
  await call.perform({
    kind: 'forge.pull_request_text',
    idempotencyKey: `forge.pull_request_text:${call.runId}:${repository.full_name}:${pull.number}`,
    request: { repository: repository.full_name, number: pull.number, siblings: siblings.map(({ url }) => url) },
    attempt: async () => {
      const told = await forge.describePullRequest(repository.full_name, pull.number, body);
      return told.ok ? { kind: 'applied', result: null } : toAttempted(told);
    },
    // The same text may be written again.
    reconcile: async () => ({ kind: 'not_applied' }),
  });
}
