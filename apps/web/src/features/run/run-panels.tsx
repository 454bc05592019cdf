import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { isOver } from '../../components/run-status.tsx';
import { cx } from '../../lib/class-names.ts';
import { ArtifactsTab } from './artifacts-tab.tsx';
import { AttemptsTab } from './attempts-tab.tsx';
import { ChecksTab } from './checks-tab.tsx';
import { ContentView, scrollsItself } from './content-view.tsx';
import { EffectsTab } from './effects-tab.tsx';
import { MessageBox } from './message-box.tsx';
import { ModelCallsTab } from './model-calls-tab.tsx';
import type { RunParts } from './run-parts.ts';
import type { RunTab } from './run-tab.ts';
import { Transcript } from './transcript/transcript.tsx';
import type { useRunEvents } from './use-run-events.ts';

type RunPanelsProps = RunParts & { feed: ReturnType<typeof useRunEvents> };

/** A run's parts, of which the chosen one is in the page. */
export function RunPanels({ detail, artifact, checks, modelled, feed }: RunPanelsProps) {
  const over = isOver(detail.run);
  return (
    <>
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
    </>
  );
}

function NoChange({ over }: { over: boolean }) {
  return <p className="px-2 py-10 text-center text-muted">{over ? 'This run left nothing to review.' : 'There is nothing to look at yet: the change appears here when the work is done.'}</p>;
}

function Panel({ value, ownScroll = false, children }: { value: RunTab; ownScroll?: boolean; children: ReactNode }) {
  return (
    <Tabs.Content value={value} className={cx('min-h-0 flex-1', ownScroll ? 'lg:overflow-hidden' : 'pb-6 lg:overflow-y-auto')} tabIndex={-1}>
      {children}
    </Tabs.Content>
  );
}
