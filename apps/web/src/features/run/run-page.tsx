import type { CheckResult, RunDetail } from '@lime/contracts';
import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { ProblemNote } from '../../components/problem-note.tsx';
import { isOver } from '../../components/run-status.tsx';
import { Skeleton, SkeletonList } from '../../components/skeleton.tsx';
import { cx } from '../../lib/class-names.ts';
import { rememberProject } from '../../lib/last-project.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { ArtifactsTab } from './artifacts-tab.tsx';
import { AttemptsTab } from './attempts-tab.tsx';
import { ChecksTab } from './checks-tab.tsx';
import { ContentView, contentTitle, mainArtifact, scrollsItself } from './content-view.tsx';
import { EffectsTab } from './effects-tab.tsx';
import { useRun } from './get-run.ts';
import { MessageBox } from './message-box.tsx';
import { ModelCallsTab } from './model-calls-tab.tsx';
import { openGate, ReviewBar } from './review-bar.tsx';
import { RunHeader } from './run-header.tsx';
import { RunSide } from './run-side.tsx';
import { isRunTab, type RunTab } from './run-tab.ts';
import { Transcript } from './transcript/transcript.tsx';
import { usageOf } from './usage.ts';
import { useRunEvents } from './use-run-events.ts';
import { WhyLine } from './why-line.tsx';
import { workOf } from './work-of.ts';
import { workOutput } from './work-output.ts';

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
  const checks = checksOf(detail);
  // Who comes to a run that asks for a review gets to see what is asked about; who is reading stays where they are.
  const [first] = useState<RunTab>(gate === undefined ? 'transcript' : 'changes');
  const shown = tab ?? first;
  const over = isOver(detail.run);
  const modelled = (workOf(detail).provider ?? 'recipe') !== 'recipe';
  const unknown = detail.effects.filter((effect) => effect.status === 'unknown').length;

  return (
    <Tabs.Root value={shown} onValueChange={(value) => onTab(isRunTab(value) ? value : 'transcript')} className="flex min-h-full flex-col gap-3 px-4 pt-4 sm:px-6 lg:h-full lg:min-h-0">
      <RunHeader detail={detail} usage={usage} />
      <WhyLine detail={detail} />
      {gate === undefined ? null : <ReviewBar key={gate.id} detail={detail} gate={gate} onLook={shown === 'changes' ? null : () => onTab('changes')} onAgain={() => onTab('transcript')} />}
      <Tabs.List aria-label="Parts of the run" className="flex shrink-0 gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]">
        <Tab value="transcript">Transcript</Tab>
        <Tab value="changes">{contentTitle(artifact)}</Tab>
        {detail.run.attemptGroupId === null ? null : <Tab value="attempts">Attempts</Tab>}
        {checks === null ? null : (
          <Tab value="checks" count={new Set([...checks.before, ...checks.after].map((check) => check.command)).size}>
            Checks
          </Tab>
        )}
        <Tab value="artifacts" count={detail.artifacts.length}>
          Artifacts
        </Tab>
        <Tab value="effects" count={detail.effects.length} alarm={unknown > 0}>
          Effects
        </Tab>
        {modelled ? (
          <Tab value="calls" count={usage.calls}>
            Model calls
          </Tab>
        ) : null}
      </Tabs.List>
      <div className="flex min-h-0 flex-1 flex-col gap-5 lg:flex-row">
        {shown === 'changes' ? null : <RunSide detail={detail} feed={feed} usage={usage} />}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Tabs.Content value="transcript" className="flex h-[70dvh] min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface max-lg:mb-4 lg:mb-4 lg:h-auto lg:flex-1" tabIndex={-1}>
            <div className="min-h-0 flex-1">
              <Transcript feed={feed} steps={detail.steps} over={over} />
            </div>
            {over && !modelled ? null : <MessageBox run={detail.run} />}
          </Tabs.Content>
          <Panel value="changes" ownScroll={scrollsItself(artifact)}>
            {artifact === undefined ? <NoChange over={over} /> : <ContentView key={artifact.id} detail={detail} artifact={artifact} />}
          </Panel>
          {detail.run.attemptGroupId === null ? null : (
            <Panel value="attempts">
              <AttemptsTab runId={detail.run.id} />
            </Panel>
          )}
          {checks === null ? null : (
            <Panel value="checks">
              <ChecksTab checks={checks} />
            </Panel>
          )}
          <Panel value="artifacts">
            <ArtifactsTab artifacts={detail.artifacts} />
          </Panel>
          <Panel value="effects">
            <EffectsTab runId={detail.run.id} effects={detail.effects} />
          </Panel>
          {modelled ? (
            <Panel value="calls">
              <ModelCallsTab runId={detail.run.id} live={!over} />
            </Panel>
          ) : null}
        </div>
      </div>
    </Tabs.Root>
  );
}

/** The checks before and after the work; null when there were none. */
function checksOf(detail: RunDetail): { before: CheckResult[]; after: CheckResult[] } | null {
  const checks = workOutput(detail.steps)?.checks;
  return checks === undefined || checks.before.length + checks.after.length === 0 ? null : checks;
}

function NoChange({ over }: { over: boolean }) {
  return <p className="px-2 py-10 text-center text-muted">{over ? 'This run left nothing to review.' : 'There is nothing to look at yet: the change appears here when the work is done.'}</p>;
}

function Tab({ value, count, alarm = false, children }: { value: RunTab; count?: number; alarm?: boolean; children: ReactNode }) {
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // On a phone the chosen one may lie beyond the edge.
    if (element.current?.dataset['state'] === 'active') element.current.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, []);
  return (
    <Tabs.Trigger
      ref={element}
      value={value}
      className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-muted hover:text-ink focus-visible:outline-offset-[-3px] data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
    >
      {children}
      {count === undefined || count === 0 ? null : <span className="rounded-full bg-sunken px-1.5 text-xs text-muted tabular-nums">{count}</span>}
      {alarm ? <span role="img" aria-label="needs attention" className="size-2 rounded-full bg-warn" /> : null}
    </Tabs.Trigger>
  );
}

function Panel({ value, ownScroll = false, children }: { value: RunTab; ownScroll?: boolean; children: ReactNode }) {
  return (
    <Tabs.Content value={value} className={cx('min-h-0 flex-1', ownScroll ? 'lg:overflow-hidden' : 'pb-6 lg:overflow-y-auto')} tabIndex={-1}>
      {children}
    </Tabs.Content>
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
