import type { RunDetail } from '@lime/contracts';
import type { ReactNode } from 'react';
import { isOver } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { money, smallMoney } from '../../lib/money.ts';
import { providerName } from '../../lib/providers.ts';
import type { Usage } from './usage.ts';
import { workOf } from './work-of.ts';

export function RunFacts({ detail, usage }: { detail: RunDetail; usage: Usage }) {
  const { run } = detail;
  const work = workOf(detail);
  return (
    <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2 gap-y-1.5 text-[13px]">
      {work.provider ? <Fact name="Done by">{work.recipe ? `Recipe ${work.recipe.name}` : providerName(work.provider)}</Fact> : null}
      {work.model ? (
        <Fact name="Model">
          <Code>{work.model}</Code>
        </Fact>
      ) : null}
      {work.mode ? <Fact name="Mode">{work.mode}</Fact> : null}
      {work.repository ? (
        <Fact name="Repository">
          <Code>{work.repository.url}</Code>
        </Fact>
      ) : null}
      {work.repository?.ref ? (
        <Fact name="Ref">
          <Code>{work.repository.ref}</Code>
        </Fact>
      ) : null}
      <Fact name="Cost">
        {usage.calls > 0 ? smallMoney(usage.costMicros) : money(run.costCents)}
        {run.reservedCents > 0 && !isOver(run) ? <span className="text-faint"> · {money(run.reservedCents)} reserved</span> : null}
      </Fact>
      {usage.calls > 0 ? (
        <Fact name="Tokens">
          <span className="tabular-nums">
            {usage.inputTokens.toLocaleString('en-US')} in{usage.cachedTokens > 0 ? `, ${usage.cachedTokens.toLocaleString('en-US')} of them cached` : ''}; {usage.outputTokens.toLocaleString('en-US')} out
          </span>
        </Fact>
      ) : null}
      <Fact name="Workflow">{run.workflow}</Fact>
      <Fact name="Started by">{run.createdBy}</Fact>
      <Fact name="Created">
        <TimeAgo at={run.createdAt} />
      </Fact>
    </dl>
  );
}

function Code({ children }: { children: ReactNode }) {
  return <span className="font-mono text-xs [overflow-wrap:anywhere]">{children}</span>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
