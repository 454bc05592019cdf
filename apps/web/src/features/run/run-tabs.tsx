import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { contentTitle } from './content-view.tsx';
import type { RunParts } from './run-parts.ts';
import type { RunTab } from './run-tab.ts';

/** The names of a run's parts. */
export function RunTabs({ detail, usage, artifact, checks, modelled }: RunParts) {
  const unknown = detail.effects.some((effect) => effect.status === 'unknown');
  return (
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
      <Tab value="effects" count={detail.effects.length} alarm={unknown}>
        Effects
      </Tab>
      {modelled ? (
        <Tab value="calls" count={usage.calls}>
          Model calls
        </Tab>
      ) : null}
    </Tabs.List>
  );
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
