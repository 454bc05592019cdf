import type { RunnerView } from '@lime/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Status } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { providerName } from '../../lib/providers.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { LimitsSection } from './limits-section.tsx';
import { type RunnerToken, useRunnerTokens } from './list-runner-tokens.ts';
import { useRunners } from '../../lib/list-runners.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { useRevokeRunnerToken } from './revoke-runner-token.ts';
import { listClass, Section } from '../../components/section.tsx';

export function RunnersPage() {
  usePageTitle('Runners');
  const [creating, setCreating] = useState(false);
  return (
    <>
      <Section title="Runners" text="Machines that do the work of runs, each in a sandbox of its own.">
        <Runners />
      </Section>
      <LimitsSection />
      <Section
        title="Runner tokens"
        text="A runner on another machine signs in with a token."
        action={
          <Button onClick={() => setCreating(true)}>
            <Plus size={16} aria-hidden /> New token
          </Button>
        }
      >
        <Tokens />
      </Section>
      <NewTokenDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function Runners() {
  const runners = useRunners();
  if (runners.error && runners.data === undefined) return <ProblemNote error={runners.error} onRetry={() => void runners.refetch()} />;
  if (runners.data === undefined) return <SkeletonList count={2} label="Loading runners" className="h-16" />;
  if (runners.data.length === 0) return <p className="rounded-2xl border border-dashed border-line-strong px-4 py-6 text-center text-muted">No runner has registered yet. Runs wait until one does.</p>;
  return (
    <ul className={listClass}>
      {runners.data.map((runner) => (
        <RunnerLine key={runner.id} runner={runner} />
      ))}
    </ul>
  );
}

function RunnerLine({ runner }: { runner: RunnerView }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium [overflow-wrap:anywhere]">{runner.name}</p>
        <p className="text-[13px] text-muted [overflow-wrap:anywhere]">{runner.providers.map(providerName).join(' · ')}</p>
        {runner.shared ? <p className="text-[13px] text-faint">Shared: works for everybody on this installation, in turn</p> : null}
        {runner.labels.length === 0 ? null : (
          <ul aria-label={`Labels of ${runner.name}`} className="mt-1 flex flex-wrap gap-1">
            {runner.labels.map((label) => (
              <li key={label} className="rounded-md bg-sunken px-1.5 py-0.5 font-mono text-xs text-muted [overflow-wrap:anywhere]">
                {label}
              </li>
            ))}
          </ul>
        )}
      </div>
      <span className="text-[13px] text-muted tabular-nums">
        {runner.busy} of {runner.capacity} busy
      </span>
      <span className="flex items-center gap-3 sm:w-40 sm:justify-end">
        {runner.online ? <Status tone="ok" words="Online" pill /> : <Status tone="idle" words="Offline" pill />}
        <TimeAgo at={runner.lastSeenAt} className="text-xs text-faint" />
      </span>
    </li>
  );
}

function Tokens() {
  const tokens = useRunnerTokens();
  const revoke = useRevokeRunnerToken();
  const [asking, setAsking] = useState<RunnerToken | null>(null);
  if (tokens.error) return <ProblemNote error={tokens.error} onRetry={() => void tokens.refetch()} />;
  if (tokens.data === undefined) return <SkeletonList count={1} label="Loading runner tokens" className="h-14" />;
  if (tokens.data.length === 0) return <p className="rounded-2xl border border-dashed border-line-strong px-4 py-6 text-center text-muted">No tokens. The runner beside the server needs none.</p>;
  return (
    <>
      <ul className={listClass}>
        {tokens.data.map((token) => (
          <li key={token.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-0 flex-1 basis-48">
              <p className="font-medium [overflow-wrap:anywhere]">{token.name}</p>
              <p className="text-[13px] text-muted">
                Created <TimeAgo at={token.createdAt} />
                {token.lastUsedAt === null ? ', never used' : <>, used <TimeAgo at={token.lastUsedAt} /></>}
              </p>
            </div>
            {token.revokedAt === null ? (
              <Button small look="danger" onClick={() => setAsking(token)} aria-label={`Revoke ${token.name}`}>
                Revoke
              </Button>
            ) : (
              <Status tone="idle" words="Revoked" pill />
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog open={asking !== null} onClose={() => setAsking(null)} title={`Revoke ${asking?.name ?? ''}?`} confirm="Revoke token" onConfirm={() => asking !== null && revoke.mutate(asking.id)}>
        Runners that use it are refused from now on. What they are doing is given to others.
      </ConfirmDialog>
    </>
  );
}
