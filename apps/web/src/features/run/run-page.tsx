import type { RunDetail } from '@lime/contracts';
import { Tabs } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton, SkeletonList } from '../../components/skeleton.tsx';
import { rememberProject } from '../../lib/last-project.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { mainArtifact } from './content-view.tsx';
import { useRun } from './get-run.ts';
import { openGate, ReviewBar } from './review-bar.tsx';
import { RunHeader } from './run-header.tsx';
import { RunPanels } from './run-panels.tsx';
import type { RunParts } from './run-parts.ts';
import { RunSide } from './run-side.tsx';
import { isRunTab, type RunTab } from './run-tab.ts';
import { RunTabs } from './run-tabs.tsx';
import { usageOf } from './usage.ts';
import { useRunEvents } from './use-run-events.ts';
import { WhyLine } from './why-line.tsx';
import { workOf } from './work-of.ts';
import { checksOf } from './work-output.ts';

type RunPageProps = { runId: string; tab: RunTab | undefined; onTab: (tab: RunTab) => void };

/** Must be keyed by the run: it holds the run's events. */
export function RunPage({ runId, tab, onTab }: RunPageProps) {
  const run = useRun(runId);
  usePageTitle(run.data?.run.title ?? `Run ${runId}`);
  if (run.data !== undefined) return <LoadedRun detail={run.data} tab={tab} onTab={onTab} />;
  if (run.error) {
    return (
      <div className="flex flex-col gap-4 p-4 sm:p-6">
        <h1 className="text-lg font-semibold tracking-tight">Run {runId}</h1>
        <ProblemNote error={run.error} onRetry={() => void run.refetch()} />
      </div>
    );
  }
  return <RunSkeleton />;
}

function LoadedRun({ detail, tab, onTab }: { detail: RunDetail } & Omit<RunPageProps, 'runId'>) {
  const feed = useRunEvents(detail.run.id);
  // `events` grows in place: its length is what tells that it did.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const usage = useMemo(() => usageOf(feed.events), [feed.events, feed.count]);
  const { projectId } = detail.run;
  useEffect(() => {
    if (projectId !== null) rememberProject(projectId);
  }, [projectId]);
  const gate = openGate(detail);
  const artifact = mainArtifact(detail.artifacts, gate?.artifactId);
  // Who comes to a run that asks for a review gets to see what is asked about; who is reading stays where they are.
  const [first] = useState<RunTab>(gate === undefined ? 'transcript' : 'changes');
  const shown = tab ?? first;
  const parts: RunParts = { detail, usage, artifact, checks: checksOf(detail.steps), modelled: (workOf(detail).provider ?? 'recipe') !== 'recipe' };

  return (
    <Tabs.Root value={shown} onValueChange={(value) => onTab(isRunTab(value) ? value : 'transcript')} className="flex min-h-full flex-col gap-3 px-4 pt-4 sm:px-6 lg:h-full lg:min-h-0">
      <RunHeader detail={detail} usage={usage} />
      <WhyLine detail={detail} />
      {gate === undefined ? null : <ReviewBar key={gate.id} detail={detail} gate={gate} onLook={shown === 'changes' ? null : () => onTab('changes')} onAgain={() => onTab('transcript')} />}
      <RunTabs {...parts} />
      <div className="flex min-h-0 flex-1 flex-col gap-5 lg:flex-row">
        {shown === 'changes' ? null : <RunSide detail={detail} feed={feed} usage={usage} />}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <RunPanels {...parts} feed={feed} />
        </div>
      </div>
    </Tabs.Root>
  );
}

/** The page's own shape, so that nothing jumps when it comes. */
function RunSkeleton() {
  return (
    <div className="flex flex-col gap-4 px-4 pt-4 sm:px-6">
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-7 w-2/3" />
      <Skeleton className="h-6 w-72" />
      <SkeletonList count={6} label="Loading the run" className="h-9" />
    </div>
  );
}
